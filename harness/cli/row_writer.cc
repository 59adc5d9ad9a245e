#include "harness/cli/row_writer.h"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>

#include "harness/util/printable.h"
#include "harness/util/table_cell.h"
#include "harness/util/text.h"

namespace actsweep {
namespace {

using nlohmann::json;
using Values = std::vector<json>;

/// A value in full precision, for programs.
std::string exact(const json& value) {
  if (value.is_null()) return "";
  if (value.is_string()) return value.get<std::string>();
  if (value.is_number_float()) return fmt::format("{}", value.get<double>());
  return value.dump();
}

/// A value with six digits, for people.
std::string brief(const json& value) {
  return value.is_number_float() ? fmt::format("{:.6g}", value.get<double>()) : printable(exact(value));
}

class CsvWriter : public RowWriter {
 public:
  CsvWriter(std::ostream& out, bool is_terminal) : out_(out), is_terminal_(is_terminal) {}

  void columns(const std::vector<std::string>& names) override { row({names.begin(), names.end()}); }

  void row(const Values& values) override {
    line_.clear();
    for (std::size_t i = 0; i < values.size(); ++i) {
      if (i > 0) line_ += ',';
      append(values[i]);
    }
    line_ += '\n';
    out_ << line_;
  }

 private:
  void append(const json& value) {
    std::string text = value.is_string() ? spreadsheet_text(exact(value)) : exact(value);
    if (is_terminal_) text = printable(text);
    // Writes null as nothing and an empty text as "", to distinguish them.
    line_ += text.empty() && value.is_string() ? "\"\"" : csv_cell(text);
  }

  std::ostream& out_;
  bool is_terminal_;
  std::string line_;
};

class JsonWriter : public RowWriter {
 public:
  explicit JsonWriter(std::ostream& out) : out_(out) {}

  void columns(const std::vector<std::string>& names) override {
    for (const std::string& name : names) keys_.push_back(text(name) + ": ");
    out_ << '[';
  }

  void row(const Values& values) override {
    out_ << (first_ ? "\n  {" : ",\n  {");
    first_ = false;
    for (std::size_t i = 0; i < values.size(); ++i) {
      out_ << (i > 0 ? ", " : "") << keys_[i] << text(values[i]);
    }
    out_ << '}';
  }

  void finish() override { out_ << (first_ ? "]\n" : "\n]\n"); }

 private:
  /// Escapes all characters outside ASCII, because terminals interpret some of them as control characters, too.
  static std::string text(const json& value) { return value.dump(-1, ' ', true, json::error_handler_t::replace); }

  std::ostream& out_;
  std::vector<std::string> keys_;
  bool first_ = true;
};

class MarkdownWriter : public RowWriter {
 public:
  explicit MarkdownWriter(std::ostream& out) : out_(out) {}

  void columns(const std::vector<std::string>& names) override {
    row({names.begin(), names.end()});
    for (std::size_t i = 0; i < names.size(); ++i) out_ << (i > 0 ? " | ---" : "| ---");
    out_ << " |\n";
  }

  void row(const Values& values) override {
    for (const json& value : values) {
      out_ << "| " << markdown_text(brief(value)) << ' ';
    }
    out_ << "|\n";
  }

 private:
  std::ostream& out_;
};

class TableWriter : public RowWriter {
 public:
  TableWriter(std::ostream& out, std::size_t width) : out_(out), width_(width) {}

  void columns(const std::vector<std::string>& names) override {
    numeric_.assign(names.size(), true);
    add({names.begin(), names.end()});
  }

  void row(const Values& values) override {
    for (std::size_t i = 0; i < values.size(); ++i) {
      if (!values[i].is_number() && !values[i].is_null()) numeric_[i] = false;
    }
    add(values);
  }

  void finish() override {
    const std::size_t last_column = width_ == 0 ? 0 : last_column_width();
    for (std::vector<std::string>& row : rows_) {
      const std::vector<std::string> lines = wrapped(row.back(), last_column);
      for (const std::string& line : lines) {
        row.back() = line;
        write(row);
        std::fill(row.begin(), row.end(), "");
      }
    }
  }

 private:
  void add(const Values& values) {
    std::vector<std::string> row;
    for (const json& value : values) row.push_back(brief(value));
    widths_.resize(row.size());
    for (std::size_t i = 0; i < row.size(); ++i) widths_[i] = std::max(widths_[i], display_width(row[i]));
    rows_.push_back(std::move(row));
  }

  std::size_t last_column_width() const {
    constexpr std::size_t kMinWidth = 20;
    std::size_t others = 0;
    for (std::size_t i = 0; i + 1 < widths_.size(); ++i) others += widths_[i] + 2;
    return width_ >= others + kMinWidth ? width_ - others : 0;
  }

  void write(const std::vector<std::string>& row) {
    std::string line;
    for (std::size_t i = 0; i < row.size(); ++i) {
      const bool is_last = i + 1 == row.size();
      const std::string padding(is_last && !numeric_[i] ? 0 : widths_[i] - display_width(row[i]), ' ');
      line += (i > 0 ? "  " : "") + (numeric_[i] ? padding + row[i] : row[i] + padding);
    }
    line.erase(line.find_last_not_of(' ') + 1);
    out_ << line << '\n';
  }

  std::ostream& out_;
  std::size_t width_;
  std::vector<std::vector<std::string>> rows_;
  std::vector<std::size_t> widths_;
  std::vector<bool> numeric_;
};

}  // namespace

const std::vector<std::string>& row_formats() {
  static const std::vector<std::string> formats{"table", "csv", "json", "md"};
  return formats;
}

std::unique_ptr<RowWriter> make_row_writer(const std::string& format, std::ostream& out, bool is_terminal,
                                           std::size_t width) {
  if (format == "table") return std::make_unique<TableWriter>(out, width);
  if (format == "csv") return std::make_unique<CsvWriter>(out, is_terminal);
  if (format == "json") return std::make_unique<JsonWriter>(out);
  if (format == "md") return std::make_unique<MarkdownWriter>(out);
  throw std::logic_error("unknown format " + format);
}

}  // namespace actsweep
