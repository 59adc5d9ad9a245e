#include "harness/faults/background.h"

#include <signal.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <fstream>

#include "harness/util/files.h"

namespace actsweep::faults {

Background::Background(const std::vector<std::string>& command) : log_(memfd_create("log", MFD_CLOEXEC)) {
  std::vector<char*> words;
  for (const std::string& word : command) words.push_back(const_cast<char*>(word.c_str()));
  words.push_back(nullptr);
  pid_ = fork();
  if (pid_ != 0) {
    setpgid(pid_, pid_);
    return;
  }
  setpgid(0, 0);
  dup2(log_, STDOUT_FILENO);
  dup2(log_, STDERR_FILENO);
  execvp(words[0], words.data());
  _exit(127);
}

Background::~Background() {
  signal_all(SIGKILL);
  if (status_ < 0) waitpid(pid_, nullptr, 0);
  close(log_);
}

bool Background::is_running() { return status_ < 0 && waitpid(pid_, &status_, WNOHANG) == 0; }

void Background::signal(int number) const {
  if (status_ < 0) kill(pid_, number);
}

void Background::signal_all(int number) const { kill(-pid_, number); }

ProcessResult Background::wait() {
  while (status_ < 0 && waitpid(pid_, &status_, 0) < 0 && errno == EINTR) {
  }
  return {WIFEXITED(status_) ? WEXITSTATUS(status_) : 128 + WTERMSIG(status_),
          read_file("/proc/self/fd/" + std::to_string(log_))};
}

std::vector<pid_t> children_of(pid_t process) {
  std::vector<pid_t> children;
  std::ifstream file("/proc/" + std::to_string(process) + "/task/" + std::to_string(process) + "/children");
  for (pid_t child = 0; file >> child;) children.push_back(child);
  return children;
}

}  // namespace actsweep::faults
