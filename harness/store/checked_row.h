#pragma once

#include <SQLiteCpp/SQLiteCpp.h>

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

namespace actsweep {

/// The values of a row that somebody else wrote, from left to right, each checked as it is read.
class CheckedRow {
 public:
  static constexpr std::size_t kMaxLineLength = 4096;  ///< bytes of a text that is no document

  /// `reject` hears what is wrong, such as "epoch is no integer", and throws.
  CheckedRow(const SQLite::Statement& row, std::function<void(const std::string&)> reject)
      : row_(row), reject_(std::move(reject)) {}

  /// UTF-8.
  std::string text(const char* name, std::size_t longest = kMaxLineLength);
  /// What a process wrote, which may be any bytes: as UTF-8.
  std::string output(const char* name, std::size_t longest);
  /// ISO 8601 in UTC with milliseconds.
  std::string time(const char* name);
  std::string time_or_none(const char* name);
  std::int64_t integer(const char* name, std::int64_t least, std::int64_t most);
  /// Finite.
  std::optional<double> real_or_none(const char* name);
  /// Of epoch_metrics() or layer_metrics().
  template <typename Metrics, typename Target>
  void metrics(const Metrics& metrics, Target& target) {
    for (const auto& metric : metrics) target.*metric.value = real_or_none(metric.name);
  }

  [[noreturn]] void reject(const char* name, const std::string& what) const;

 private:
  std::string bytes(const char* name, std::size_t longest);

  const SQLite::Statement& row_;
  std::function<void(const std::string&)> reject_;
  int next_ = 0;
};

}  // namespace actsweep
