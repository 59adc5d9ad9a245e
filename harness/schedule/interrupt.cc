#include "harness/schedule/interrupt.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <signal.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>

#include "harness/util/error.h"

namespace actsweep {
namespace {

constexpr int kInterrupted = 130;

volatile sig_atomic_t requests = 0;
std::array<int, 2> wake{-1, -1};
struct sigaction old_interrupt, old_terminate;

void on_signal(int) {
  if (requests > 0) _exit(kInterrupted);
  requests = 1;
  const int saved = errno;
  [[maybe_unused]] const ssize_t written = write(wake[1], "!", 1);
  errno = saved;
}

}  // namespace

Interrupt::Interrupt() {
  if (pipe2(wake.data(), O_CLOEXEC | O_NONBLOCK) != 0) {
    throw InputError(fmt::format("cannot make a pipe: {}", std::strerror(errno)));
  }
  requests = 0;
  struct sigaction action = {};
  action.sa_handler = on_signal;
  sigaction(SIGINT, &action, &old_interrupt);
  sigaction(SIGTERM, &action, &old_terminate);
}

Interrupt::~Interrupt() {
  sigaction(SIGINT, &old_interrupt, nullptr);
  sigaction(SIGTERM, &old_terminate, nullptr);
  for (int& fd : wake) {
    close(fd);
    fd = -1;
  }
}

bool Interrupt::requested() const { return requests > 0; }

int Interrupt::fd() const { return wake[0]; }

}  // namespace actsweep
