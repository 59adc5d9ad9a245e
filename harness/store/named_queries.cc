#include "harness/store/named_queries.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <filesystem>

#include "harness/util/embedded.h"
#include "harness/util/error.h"
#include "harness/util/nearest.h"

namespace actsweep {

std::vector<NamedQuery> named_queries() {
  std::vector<NamedQuery> queries;
  for (const EmbeddedFile& file : embedded_queries()) {
    const std::string_view first_line = file.contents.substr(0, file.contents.find('\n'));
    const std::size_t text = std::min(first_line.find_first_not_of("- "), first_line.size());
    queries.push_back({std::filesystem::path(file.name).stem().string(), std::string(first_line.substr(text)),
                       std::string(file.contents)});
  }
  std::sort(queries.begin(), queries.end(), [](const NamedQuery& a, const NamedQuery& b) { return a.name < b.name; });
  return queries;
}

NamedQuery named_query(const std::string& name) {
  std::vector<std::string> names;
  for (NamedQuery& query : named_queries()) {
    if (query.name == name) return query;
    names.push_back(query.name);
  }
  throw InputError(
      fmt::format("no query is named {}{}; there are {}", name, did_you_mean(name, names), fmt::join(names, ", ")));
}

}  // namespace actsweep
