#include "harness/store/checked_row.h"

#include <fmt/format.h>

#include <cmath>
#include <regex>
#include <stdexcept>

#include "harness/util/printable.h"

namespace actsweep {
namespace {

bool is_time(const std::string& text) {
  static const std::regex form(R"(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z)");
  return std::regex_match(text, form);
}

}  // namespace

std::string CheckedRow::text(const char* name, std::size_t max_size) {
  std::string text = bytes(name, max_size);
  if (repaired_utf8(text) != text) reject(name, "is not UTF-8");
  return text;
}

std::string CheckedRow::output(const char* name, std::size_t max_size) { return repaired_utf8(bytes(name, max_size)); }

std::string CheckedRow::time(const char* name) {
  std::string time = text(name);
  if (!is_time(time)) reject(name, "is not a time such as 2026-01-31T12:00:00.000Z");
  return time;
}

std::string CheckedRow::time_or_none(const char* name) {
  if (!row_.getColumn(next_).isNull()) return time(name);
  ++next_;
  return "";
}

std::int64_t CheckedRow::integer(const char* name, std::int64_t min, std::int64_t max) {
  const SQLite::Column value = row_.getColumn(next_++);
  if (!value.isInteger()) reject(name, "is not an integer");
  const std::int64_t number = value.getInt64();
  if (number < min || number > max) reject(name, fmt::format("is {}, not from {} to {}", number, min, max));
  return number;
}

std::optional<double> CheckedRow::real_or_none(const char* name) {
  const SQLite::Column value = row_.getColumn(next_++);
  if (value.isNull()) return std::nullopt;
  const double number = value.getDouble();
  if ((!value.isFloat() && !value.isInteger()) || !std::isfinite(number)) reject(name, "is not a finite number");
  return number;
}

std::string CheckedRow::bytes(const char* name, std::size_t max_size) {
  const SQLite::Column value = row_.getColumn(next_++);
  if (!value.isText()) reject(name, "is not a text");
  std::string text = value.getString();
  if (text.size() > max_size) reject(name, fmt::format("is longer than {} bytes", max_size));
  return text;
}

void CheckedRow::reject(const char* name, const std::string& what) const {
  reject_(fmt::format("{} {}", name, what));
  throw std::logic_error("the function that rejects values must throw");
}

}  // namespace actsweep
