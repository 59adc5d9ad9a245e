#include "harness/paper/published.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <set>
#include <sstream>

#include "harness/store/store.h"
#include "harness/util/embedded.h"
#include "harness/util/error.h"
#include "harness/util/nearest.h"

namespace actsweep {
namespace {

constexpr std::string_view kHeader =
    "key,value,activation,metric,number,unit,statistic,runs,epochs,how,reading_error,dataset,network,source";
constexpr std::size_t kColumns = 14;

using Row = std::array<std::string_view, kColumns>;

/// Splits a line at its commas. Cells contain neither commas nor quotes.
Row split(std::string_view line, const std::string& place) {
  const auto cells = static_cast<std::size_t>(std::count(line.begin(), line.end(), ',')) + 1;
  if (cells != kColumns) throw InputError(fmt::format("{}: {} cells instead of {}", place, cells, kColumns));
  Row row;
  for (std::string_view& cell : row) {
    cell = line.substr(0, line.find(','));
    line.remove_prefix(std::min(cell.size() + 1, line.size()));
  }
  return row;
}

template <typename T>
T number_of(std::string_view text, const std::string& place) {
  T number{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) {
    throw InputError(fmt::format("{}: \"{}\" is not a number", place, text));
  }
  return number;
}

template <typename T>
std::optional<T> optional_number(std::string_view text, const std::string& place) {
  return text.empty() ? std::nullopt : std::optional(number_of<T>(text, place));
}

PublishedNumber parse(const Row& row, const std::string& experiment, const std::string& place) {
  const auto& [key, value, activation, metric, number, unit, statistic, runs, epochs, how, error, dataset, network,
               source] = row;
  for (const std::string_view cell : {key, value, activation, metric, unit, statistic, how, source}) {
    if (cell.empty()) throw InputError(fmt::format("{}: a required cell is empty", place));
  }
  return {.experiment = experiment,
          .key = std::string(key),
          .value = std::string(value),
          .activation = std::string(activation),
          .metric = std::string(metric),
          .number = number_of<double>(number, place),
          .unit = std::string(unit),
          .statistic = std::string(statistic),
          .runs = optional_number<int>(runs, place),
          .epochs = optional_number<int>(epochs, place),
          .how = std::string(how),
          .reading_error = optional_number<double>(error, place),
          .dataset = std::string(dataset),
          .network = std::string(network),
          .source = std::string(source)};
}

std::vector<PublishedNumber> read_all() {
  std::vector<PublishedNumber> numbers;
  for (const EmbeddedFile& file : embedded_paper()) {
    const std::string experiment(file.name.substr(0, file.name.rfind('.')));
    std::istringstream lines{std::string(file.contents)};
    std::string text;
    for (int line = 1; std::getline(lines, text); ++line) {
      const std::string place = fmt::format("results/paper/{}:{}", file.name, line);
      if (line > 1) {
        numbers.push_back(parse(split(text, place), experiment, place));
      } else if (text != kHeader) {
        throw InputError(fmt::format("{}: the header must be {}", place, kHeader));
      }
    }
  }
  return numbers;
}

/// Numbers as numbers, so that points compare with columns of `result`.
nlohmann::json typed(const std::string& value) {
  const auto number = nlohmann::json::parse(value, nullptr, false);
  return number.is_number() ? number : nlohmann::json(value);
}

template <typename T>
nlohmann::json or_null(const std::optional<T>& value) {
  return value ? nlohmann::json(*value) : nlohmann::json();
}

}  // namespace

double PublishedNumber::scale() const { return unit.starts_with("nll_x10") ? 0.1 : 1; }

bool PublishedNumber::has_our_unit() const { return unit != "loss_printed_pct" && !unit.starts_with("margin_loss"); }

std::optional<double> PublishedNumber::error_in_our_unit() const {
  return reading_error ? std::optional(*reading_error * scale()) : std::nullopt;
}

const std::vector<PublishedNumber>& published_numbers() {
  static const std::vector<PublishedNumber> all = read_all();
  return all;
}

std::vector<PublishedNumber> published_numbers(const std::string& experiment) {
  std::vector<PublishedNumber> found;
  std::set<std::string> known;
  for (const PublishedNumber& number : published_numbers()) {
    known.insert(number.experiment);
    if (number.experiment == experiment) found.push_back(number);
  }
  if (found.empty()) {
    const std::vector<std::string> names(known.begin(), known.end());
    throw InputError(fmt::format("results/paper has no experiment {}{}; it has {}", experiment,
                                 did_you_mean(experiment, names), fmt::join(names, ", ")));
  }
  return found;
}

ExtraTable published_table() {
  return {.name = "paper",
          .columns = {"experiment TEXT", "key TEXT", "value", "activation TEXT", "metric TEXT", "number REAL",
                      "unit TEXT", "statistic TEXT", "runs INTEGER", "epochs INTEGER", "how TEXT", "reading_error REAL",
                      "dataset TEXT", "network TEXT", "source TEXT"},
          .rows = [] {
            std::vector<std::vector<nlohmann::json>> rows;
            for (const PublishedNumber& n : published_numbers()) {
              rows.push_back({n.experiment, n.key, typed(n.value), n.activation, n.metric, n.number, n.unit,
                              n.statistic, or_null(n.runs), or_null(n.epochs), n.how, or_null(n.reading_error),
                              n.dataset, n.network, n.source});
            }
            return rows;
          }};
}

}  // namespace actsweep
