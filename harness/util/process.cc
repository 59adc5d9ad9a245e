#include "harness/util/process.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>

#include "harness/util/error.h"

extern char** environ;  // NOLINT: POSIX requires this declaration

namespace actsweep {

ProcessResult run_process(const std::vector<std::string>& command, bool capture) {
  std::vector<char*> arguments;
  for (const std::string& word : command) arguments.push_back(const_cast<char*>(word.c_str()));
  arguments.push_back(nullptr);

  std::array<int, 2> ends{-1, -1};
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  if (capture) {
    if (pipe2(ends.data(), O_CLOEXEC) != 0) {
      throw InputError(fmt::format("cannot start {}: {}", command[0], std::strerror(errno)));
    }
    posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO);
    posix_spawn_file_actions_adddup2(&actions, ends[1], STDERR_FILENO);
  }
  pid_t pid = 0;
  const int error = posix_spawnp(&pid, arguments[0], &actions, nullptr, arguments.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  if (capture) close(ends[1]);
  if (error != 0) {
    if (capture) close(ends[0]);
    throw InputError(fmt::format("cannot start {}: {}", command[0], std::strerror(error)));
  }

  ProcessResult result;
  if (capture) {
    std::array<char, 4096> buffer{};
    ssize_t size = 0;
    while ((size = read(ends[0], buffer.data(), buffer.size())) > 0 || (size < 0 && errno == EINTR)) {
      if (size > 0) result.output.append(buffer.data(), static_cast<std::size_t>(size));
    }
    close(ends[0]);
  }
  int status = 0;
  while (waitpid(pid, &status, 0) < 0 && errno == EINTR) {
  }
  result.exit_status = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  return result;
}

std::string exit_text(int status) {
  if (WIFEXITED(status)) return fmt::format("exited with status {}", WEXITSTATUS(status));
  return fmt::format("killed by signal {} ({})", WTERMSIG(status), strsignal(WTERMSIG(status)));
}

std::string tail_of(int descriptor) {
  constexpr off_t kMaxLength = 1000;
  const off_t size = lseek(descriptor, 0, SEEK_END);
  std::string text(static_cast<std::size_t>(std::clamp<off_t>(size, 0, kMaxLength)), '\0');
  const ssize_t got = pread(descriptor, text.data(), text.size(), size - static_cast<off_t>(text.size()));
  text.resize(got > 0 ? static_cast<std::size_t>(got) : 0);
  while (text.ends_with('\n')) text.pop_back();
  return text;
}

}  // namespace actsweep
