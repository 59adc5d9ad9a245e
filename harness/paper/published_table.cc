#include "harness/paper/published_table.h"

#include <charconv>

#include "harness/paper/published.h"

namespace actsweep {
namespace {

/// Numbers as numbers, so that points compare with columns of `result`.
nlohmann::json typed(const std::string& value) {
  const char* const end = value.data() + value.size();
  std::int64_t integer = 0;
  double number = 0;
  if (std::from_chars(value.data(), end, integer).ptr == end) return integer;
  if (std::from_chars(value.data(), end, number).ptr == end) return number;
  return value;
}

template <typename T>
nlohmann::json or_null(const std::optional<T>& value) {
  return value ? nlohmann::json(*value) : nlohmann::json();
}

}  // namespace

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
