#include <CLI/CLI.hpp>
#include <cstdio>
#include <filesystem>
#include <new>
#include <string>

#include "harness/cli/commands.h"
#include "harness/util/error.h"
#include "harness/util/printable.h"

namespace {

/// One line, whatever was said of whatever input: a message quotes files, databases and arguments.
void complain(const std::string& message) {
  constexpr std::size_t kMaxLength = 4000;
  std::fprintf(stderr, "actsweep: %s\n", actsweep::shortened(actsweep::printable(message), kMaxLength).c_str());
}

}  // namespace

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
    add_explain_command(app, exit_status);
    add_claims_command(app, exit_status);
    add_query_command(app, exit_status);
    add_report_command(app, exit_status);
    add_export_command(app, exit_status);
    add_merge_command(app, exit_status);
    add_list_command(app, exit_status);
    add_data_command(app, exit_status);
    add_bench_command(app, exit_status);
    try {
      app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
      if (error.get_exit_code() == 0) return app.exit(error);  // help that was asked for
      complain(std::string(error.what()) + "; `actsweep COMMAND --help` shows what there is");
      return kBadInput;
    }
  } catch (const InputError& error) {
    complain(error.what());
    for (const std::string& line : error.excerpt()) std::fprintf(stderr, "    %s\n", printable(line).c_str());
    return kBadInput;
  } catch (const std::filesystem::filesystem_error& error) {
    constexpr std::size_t kMaxPathLength = 200;
    complain(shortened(error.path1().string(), kMaxPathLength) + ": " + error.code().message());
    return kBadInput;
  } catch (const std::bad_alloc&) {
    complain("there is not enough memory for this");
    return kBadInput;
  } catch (const std::exception& error) {
    complain(std::string("internal error: ") + error.what());
    return kBadInput;
  }
  return exit_status;
}
