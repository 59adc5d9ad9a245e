#include "harness/store/query.h"

#include <unistd.h>

#include <algorithm>
#include <iostream>

#include "harness/cli/arguments.h"
#include "harness/cli/commands.h"
#include "harness/cli/row_writer.h"
#include "harness/paper/published.h"
#include "harness/store/store.h"

namespace actsweep {
namespace {

struct Options {
  std::string query;
  std::string database;
  std::string format = "table";
};

bool is_a_word(const std::string& text) {
  return std::all_of(text.begin(), text.end(), [](unsigned char c) { return std::isalnum(c) || c == '_' || c == '-'; });
}

void list_queries(RowWriter& writer) {
  writer.columns({"query", "shows"});
  for (const NamedQuery& query : named_queries()) writer.row({query.name, query.description});
  writer.finish();
}

void run(const Options& options) {
  const auto writer = make_row_writer(options.format, std::cout, isatty(STDOUT_FILENO) != 0);
  if (options.query.empty()) return list_queries(*writer);
  const std::string sql = is_a_word(options.query) ? named_query(options.query).sql : options.query;
  const auto on_columns = [&](const auto& names) { writer->columns(names); };
  const auto on_row = [&](const auto& row) { writer->row(row); };
  if (options.query == "paper") {
    query_tables({published_table()}, sql, on_columns, on_row);
  } else {
    Store(database_path(options.database), Store::Access::kReadOnly)
        .query(sql, on_columns, on_row, {published_table()});
  }
  writer->finish();
}

constexpr const char* kFooter =
    R"(The view `result` has a row for each finished trial, and columns for the keys of
its configuration and for its metrics. The view `diagnostics` has a row for each
layer and epoch of the trials that set diagnostics.images. The table `paper` has
the published numbers. `actsweep query 'PRAGMA table_info(result)'` lists the
columns of a table or view.
Examples:
  actsweep query 'SELECT "model.width", avg(test_top1) FROM result GROUP BY 1'
  actsweep query best --format md
  actsweep query 'SELECT trial, epoch, position, dead_units FROM diagnostics'
  actsweep query "SELECT * FROM paper WHERE experiment = 'mnist_noise'"
  actsweep query paper --format csv     needs no database)";

}  // namespace

void add_query_command(CLI::App& app, int&) {
  CLI::App* command = app.add_subcommand("query", "Query the database with read-only SQL or a named query");
  const auto options = std::make_shared<Options>();
  command->add_option("query", options->query, "SQL, or the name of a query (default: list the named queries)")
      ->type_name("SQL|NAME");
  add_database_option(*command, options->database);
  add_format_option(*command, options->format);
  command->footer(kFooter);
  command->callback([options] { run(*options); });
}

}  // namespace actsweep
