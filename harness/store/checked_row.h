#pragma once

#include <SQLiteCpp/SQLiteCpp.h>

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

namespace actsweep {

/// Reads the values of a row from an untrusted database, from left to right, and checks each.
class CheckedRow {
 public:
  static constexpr std::int64_t kMaxInteger = std::int64_t{1} << 53;
  static constexpr std::size_t kMaxLineLength = 4096;  ///< bytes of a text, unless it is a document

  /// `reject` gets what is wrong, such as "epoch is not an integer", and throws.
  CheckedRow(const SQLite::Statement& row, std::function<void(const std::string&)> reject)
      : row_(row), reject_(std::move(reject)) {}

  /// A text in UTF-8.
  std::string text(const char* name, std::size_t max_size = kMaxLineLength);
  /// Output of a process, any bytes, repaired to UTF-8.
  std::string output(const char* name, std::size_t max_size);
  /// A time in ISO 8601, UTC, with milliseconds.
  std::string time(const char* name);
  std::string time_or_none(const char* name);
  std::int64_t integer(const char* name, std::int64_t min, std::int64_t max);
  /// A text, a count up to kMaxInteger or a million (of type int), or 0 or 1.
  void read(const char* name, std::string& value) { value = text(name); }
  void read(const char* name, std::int64_t& value) { value = integer(name, 0, kMaxInteger); }
  void read(const char* name, int& value) { value = static_cast<int>(integer(name, 0, 1 << 20)); }
  void read(const char* name, bool& value) { value = integer(name, 0, 1) == 1; }
  /// A finite number, or nothing for NULL.
  std::optional<double> real_or_none(const char* name);
  /// All values of epoch_metrics() or layer_metrics().
  template <typename Metrics, typename Target>
  void metrics(const Metrics& metrics, Target& target) {
    for (const auto& metric : metrics) target.*metric.value = real_or_none(metric.name);
  }

  [[noreturn]] void reject(const char* name, const std::string& what) const;

 private:
  std::string bytes(const char* name, std::size_t max_size);

  const SQLite::Statement& row_;
  std::function<void(const std::string&)> reject_;
  int next_ = 0;
};

}  // namespace actsweep
