#pragma once

namespace actsweep {

/// Handles SIGINT and SIGTERM while it exists: the first one requests a clean end; a later one exits at once with
/// status 130. At most one may exist at a time.
class Interrupt {
 public:
  Interrupt();
  ~Interrupt();
  Interrupt(const Interrupt&) = delete;
  Interrupt& operator=(const Interrupt&) = delete;

  bool requested() const;
  /// Becomes readable with the request and stays readable, for poll(2).
  int fd() const;
};

}  // namespace actsweep
