#include "harness/runner/interrupt.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <signal.h>
#include <time.h>  // NOLINT: clock_gettime is POSIX, not in <ctime>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>

#include "harness/util/error.h"

namespace actsweep {
namespace {

constexpr int kInterruptedStatus = 130;

/// timeout(1) and batch systems signal a process and then its group: signals this close together are one request.
constexpr double kSecondsPerRequest = 0.2;

volatile sig_atomic_t requests = 0;
timespec requested_at{};  ///< used by the handler only
std::array<int, 2> wake{-1, -1};
struct sigaction old_interrupt, old_terminate;

void on_signal(int) {
  timespec now{};
  clock_gettime(CLOCK_MONOTONIC, &now);
  if (requests > 0) {
    const double elapsed = static_cast<double>(now.tv_sec - requested_at.tv_sec) +
                           static_cast<double>(now.tv_nsec - requested_at.tv_nsec) * 1e-9;
    if (elapsed > kSecondsPerRequest) _exit(kInterruptedStatus);
    return;
  }
  requests = 1;
  requested_at = now;
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
  for (const int number : {SIGINT, SIGTERM}) sigaddset(&action.sa_mask, number);
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
