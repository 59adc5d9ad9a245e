// --help, and the messages on arguments that the program does not understand.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

#include "harness/cli/cli_testing.h"

namespace actsweep {
namespace {

using ::testing::AllOf;
using ::testing::AnyOf;
using ::testing::ContainsRegex;
using ::testing::HasSubstr;
using ::testing::Not;

std::string help(std::vector<std::string> command) {
  command.emplace_back("--help");
  const ProcessResult result = testing::actsweep(command);
  EXPECT_EQ(result.exit_status, 0) << result.output;
  return result.output;
}

/// All commands, with the program itself as an empty one.
std::vector<std::vector<std::string>> commands() {
  std::vector<std::vector<std::string>> all = {{}};
  for (std::size_t i = 0; i < all.size(); ++i) {
    std::istringstream lines(help(all[i]));
    bool is_command = false;
    for (std::string line; std::getline(lines, line);) {
      if (is_command && line.starts_with("  ") && line[2] != ' ') {
        all.push_back(all[i]);
        all.back().push_back(line.substr(2, line.find(' ', 2) - 2));
      }
      is_command = (is_command && line.starts_with("  ")) || line == "Subcommands:";
    }
  }
  return all;
}

TEST(Help, FitsInto80Columns) {
  EXPECT_EQ(commands().size(), 1 + 12 + 2 + 3);
  for (const auto& command : commands()) {
    std::istringstream lines(help(command));
    for (std::string line; std::getline(lines, line);) EXPECT_LE(line.size(), 80) << line;
  }
}

TEST(Help, HasPlaceholdersInsteadOfTypes) {
  for (const auto& command : commands()) {
    EXPECT_THAT(help(command), Not(ContainsRegex("INT|FLOAT|TEXT|REQUIRED|POSITIVE|:[{]"))) << help(command);
  }
  EXPECT_THAT(help({"run"}), AllOf(HasSubstr("Usage: actsweep run [OPTIONS] EXPERIMENT|KEY=VALUE...\n"),
                                   HasSubstr("  -j, --jobs N "), HasSubstr("  --timeout SECONDS "),
                                   ContainsRegex("--threads N +Threads per trial; [^-]*\\(default: 1\\)")));
  EXPECT_THAT(help({"explain"}), HasSubstr("Usage: actsweep explain [OPTIONS] TRIAL [TRIAL]\n"));
  EXPECT_THAT(help({"list"}), HasSubstr("Usage: actsweep list [OPTIONS] KIND [NAME|KEY=VALUE...]\n"));
  EXPECT_THAT(help({"status"}), HasSubstr("  --watch[=SECONDS] "));
}

TEST(Help, ListsTheDatabaseAndTheDataFirst) {
  for (const auto& command : commands()) {
    const std::string text = help(command);
    const std::size_t options = text.find("\nOptions:\n"), db = text.find("\n  --db "), data = text.find("\n  --data ");
    const std::size_t first = text.find("\n  -", text.find("--help", options));
    if (db == std::string::npos) continue;
    EXPECT_EQ(db, first) << text;
    EXPECT_THAT(data, AnyOf(std::string::npos, text.find("\n  -", db + 1))) << text;
  }
}

/// What the program prints for invalid arguments, without "actsweep: ".
std::string error_of(const std::vector<std::string>& arguments) {
  const ProcessResult result = testing::actsweep(arguments);
  EXPECT_EQ(result.exit_status, 2) << result.output;
  return result.output.substr(result.output.find(' ') + 1);
}

TEST(UsageErrors, NameTheNearestCommand) {
  EXPECT_THAT(error_of({"runs", "e.yaml"}), HasSubstr("unknown command runs (did you mean run?); choose from plan, "));
  EXPECT_THAT(error_of({"data", "chek"}), HasSubstr("unknown command chek (did you mean check?); choose from check, "
                                                    "fetch; see `actsweep data --help`\n"));
  EXPECT_THAT(error_of({}), AllOf(HasSubstr("name a command: plan, run, "), HasSubstr("; see `actsweep --help`\n")));
}

TEST(UsageErrors, NameTheNearestOption) {
  EXPECT_EQ(error_of({"run", "e.yaml", "--job", "2"}),
            "unknown option --job (did you mean --jobs?); see `actsweep run --help`\n");
  EXPECT_EQ(error_of({"run", "--retry"}),
            "unknown option --retry (did you mean --retry-failed?); see `actsweep run --help`\n");
  EXPECT_EQ(error_of({"status", "--nothing"}), "unknown option --nothing; see `actsweep status --help`\n");
}

TEST(UsageErrors, AnswerAnOldOptionWithTheNewOne) {
  EXPECT_EQ(error_of({"run", "e.yaml", "--slots", "2"}), "--slots is now called --jobs; see `actsweep run --help`\n");
  EXPECT_EQ(error_of({"run", "e.yaml", "--hang-after=2"}),
            "--hang-after is now called --heartbeat-timeout; see `actsweep run --help`\n");
  for (const std::vector<std::string>& command :
       {std::vector<std::string>{"list", "keys"}, {"bench", "train"}, {"bench", "activations"}}) {
    std::vector<std::string> arguments = command;
    arguments.emplace_back("--json");
    EXPECT_THAT(error_of(arguments), HasSubstr("--json is now called --format json; see `actsweep " + command[0]));
  }
  // Never an option that the command does not have.
  for (const std::vector<std::string>& command :
       {std::vector<std::string>{"status"}, {"data", "check", "mnist"}, {"query"}}) {
    std::vector<std::string> arguments = command;
    arguments.emplace_back("--slots");
    EXPECT_THAT(error_of(arguments), AllOf(HasSubstr("unknown option --slots"), Not(HasSubstr("--jobs"))));
  }
  EXPECT_THAT(error_of({"report", "--json"}), Not(HasSubstr("now called")));
}

TEST(UsageErrors, SayWhatIsMissingOrTooMuch) {
  EXPECT_EQ(error_of({"run"}),
            "name an experiment file, such as experiments/quickstart.yaml; see `actsweep run --help`\n");
  EXPECT_THAT(error_of({"explain"}), HasSubstr("name a trial by its id"));
  EXPECT_THAT(error_of({"merge"}), HasSubstr("name a database"));
  EXPECT_THAT(error_of({"data", "check"}), HasSubstr("name a data set"));
  EXPECT_THAT(error_of({"list"}), HasSubstr("name what to list"));
  EXPECT_EQ(error_of({"explain", "a", "b", "c"}), "at most 2 TRIAL arguments, got 3; see `actsweep explain --help`\n");
  EXPECT_EQ(error_of({"status", "--db"}), "--db needs a value: FILE; see `actsweep status --help`\n");
  EXPECT_THAT(error_of({"status", "--db", "a", "--db", "b"}), HasSubstr("--db is given more than once"));
  EXPECT_EQ(error_of({"query", "best", "worst"}), "unexpected argument worst; see `actsweep query --help`\n");
  EXPECT_THAT(error_of({"plan", "seed"}), HasSubstr("no experiment file seed"));
  EXPECT_THAT(error_of({"plan", "seed"}), HasSubstr("(an override is key=value)"));
  EXPECT_THAT(error_of({"plan", "e.yaml"}), Not(HasSubstr("override")));
}

TEST(UsageErrors, SayWhichValuesAreAllowed) {
  EXPECT_EQ(error_of({"run", "e.yaml", "-j", "two"}),
            "--jobs: two is not a whole number from 1 to 1024; see `actsweep run --help`\n");
  EXPECT_THAT(error_of({"run", "e.yaml", "-j", "1025"}), HasSubstr("--jobs: 1025 is not a whole number"));
  EXPECT_THAT(error_of({"run", "e.yaml", "--threads", "1.5"}), HasSubstr("--threads: 1.5 is not a whole number"));
  EXPECT_THAT(error_of({"run", "e.yaml", "--timeout", "0"}),
              HasSubstr("--timeout: 0 is not a number of seconds of at least 0.001"));
  EXPECT_THAT(error_of({"run", "e.yaml", "--heartbeat-timeout=-1"}), HasSubstr("-1 is not a number of seconds"));
  EXPECT_THAT(error_of({"status", "--watch=0.01"}),
              HasSubstr("--watch: 0.01 is not a number of seconds from 0.1 to 86400;"));
}

}  // namespace
}  // namespace actsweep
