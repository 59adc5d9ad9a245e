#pragma once

#include <string>
#include <vector>

namespace actsweep {

/// A query that comes with the program: results/queries/NAME.sql, whose first line is a comment that says what it
/// shows.
struct NamedQuery {
  std::string name;
  std::string description;
  std::string sql;
};

/// All of them, by name.
std::vector<NamedQuery> named_queries();

/// Throws InputError, with the nearest name, where there is none of that name.
NamedQuery named_query(const std::string& name);

}  // namespace actsweep
