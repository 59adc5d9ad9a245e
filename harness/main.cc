#include <CLI/CLI.hpp>
#include <cstdio>

#include "harness/cli/commands.h"
#include "harness/util/error.h"

int main(int argc, char** argv) {
  using namespace actsweep;
  constexpr int kBadInput = 2;
  int exit_status = 0;
  try {
    CLI::App app{"actsweep puts neural-network activation functions to the test: sweeps, statistics, figures."};
    app.set_version_flag("--version", ACTSWEEP_VERSION);
    app.require_subcommand(1);
    app.footer(
        "Exit status: 0 all that was asked for is done; 1 some trials failed; 2 bad usage or bad input;\n"
        "130 interrupted. `actsweep COMMAND --help` shows a command's options and examples.");
    add_plan_command(app, exit_status);
    add_run_command(app, exit_status);
    add_status_command(app, exit_status);
    add_claims_command(app, exit_status);
    add_query_command(app, exit_status);
    add_report_command(app, exit_status);
    add_export_command(app, exit_status);
    add_list_command(app, exit_status);
    add_data_command(app, exit_status);
    add_bench_command(app, exit_status);
    try {
      app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
      return app.exit(error) == 0 ? 0 : kBadInput;
    }
  } catch (const InputError& error) {
    std::fprintf(stderr, "actsweep: %s\n", error.what());
    return kBadInput;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "actsweep: internal error: %s\n", error.what());
    return kBadInput;
  }
  return exit_status;
}
