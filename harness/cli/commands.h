#pragma once

#include <CLI/CLI.hpp>

namespace actsweep {

// Each function adds one subcommand to the program. The subcommand's callback does the work, throws InputError for
// invalid input, and sets `exit_status` if it is not 0.

void add_plan_command(CLI::App& app, int& exit_status);
void add_run_command(CLI::App& app, int& exit_status);
void add_status_command(CLI::App& app, int& exit_status);
void add_explain_command(CLI::App& app, int& exit_status);
void add_claims_command(CLI::App& app, int& exit_status);
void add_query_command(CLI::App& app, int& exit_status);
void add_report_command(CLI::App& app, int& exit_status);
void add_export_command(CLI::App& app, int& exit_status);
void add_merge_command(CLI::App& app, int& exit_status);
void add_list_command(CLI::App& app, int& exit_status);
void add_data_command(CLI::App& app, int& exit_status);
void add_bench_command(CLI::App& app, int& exit_status);

}  // namespace actsweep
