#pragma once

namespace actsweep {

/// While it lives, the first SIGINT or SIGTERM asks for a clean end and a second one, if it does not come in the same
/// moment, ends the process at once, with exit status 130. At most one at a time.
class Interrupt {
 public:
  Interrupt();
  ~Interrupt();
  Interrupt(const Interrupt&) = delete;
  Interrupt& operator=(const Interrupt&) = delete;

  bool requested() const;
  /// Becomes readable with the request, and stays so, to end a poll(2).
  int fd() const;
};

}  // namespace actsweep
