// A database in which all texts are hostile: they are shown as they are and never executed.

#include <SQLiteCpp/SQLiteCpp.h>
#include <fmt/format.h>

#include <filesystem>
#include <string>
#include <vector>

#include "harness/cli/hostile_input.h"
#include "harness/util/files.h"

namespace actsweep {
namespace {

namespace fs = std::filesystem;
using ::testing::AllOf;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::Not;

/// A small sweep. When it has ended, every text in its database becomes hostile.
class HostileTexts : public testing::HostileInput {
 protected:
  static constexpr const char* kEvil =
      "\x1b[31m'\"<script>alert(1)</script>]]>`touch pwned`$(touch pwned)\n\u009b../../x\xff";

  HostileTexts() {
    const std::string quoted = "'''\"<script>alert(1)</script>]]>`touch pwned`$(touch pwned) ../../x'";
    testing::write_bytes(folder_ / "e.yaml", fmt::format(R"(name: e
title: {0}
trial:
  dataset: {{name: synthetic, train: 100, test: 50}}
  model: {{name: mlp, width: 4}}
  epochs: 1
grid:
  model.activation: [relu, {{formula: "x\n + 1"}}]
  seed: {{count: 2}}
report:
  figures: [{{x: model.activation.formula, y: test_top1, by: model.activation, title: {0}}}]
  claims: [{{better: relu, than: formula, metric: test_top1, source: {0}}}]
  properties: {{activations: [relu, {{formula: "x\n + 1"}}]}}
)",
                                                         quoted));
    const ProcessResult trained =
        testing::actsweep({"run", folder_ / "e.yaml", "--db", folder_ / "e.db", "--quiet", "--jobs", "1"});
    EXPECT_EQ(trained.exit_status, 0) << trained.output;
    SQLite::Database database((folder_ / "e.db").string(), SQLite::OPEN_READWRITE);
    for (const char* column : {"error", "host", "device", "git_commit", "libtorch_version", "cpu_capability"}) {
      SQLite::Statement update(database, fmt::format("UPDATE attempt SET {} = '=cmd|' || ?", column));
      update.bind(1, kEvil);
      update.exec();
    }
    SQLite::Statement failed(database, "UPDATE trial SET state = 'failed' WHERE number = 1");
    failed.exec();
    database.exec("DELETE FROM outcome WHERE trial = 1; UPDATE attempt SET outcome = 'failed' WHERE trial = 1");
  }

  std::string output(std::vector<std::string> arguments) const {
    arguments.insert(arguments.end(), {"--db", "e.db"});
    const ProcessResult result = limited(arguments);
    EXPECT_LE(result.exit_status, 1) << result.output;
    return result.output;
  }
};

TEST_F(HostileTexts, AreShownAndNeverExecuted) {
  for (const std::vector<std::string>& command :
       std::vector<std::vector<std::string>>{{"status", "--failed"},
                                             {"claims", "e.yaml"},
                                             {"plan", "e.yaml"},
                                             {"run", "e.yaml"},
                                             {"query", "SELECT * FROM attempt"},
                                             {"query", "SELECT * FROM attempt", "--format", "md"},
                                             {"query", "SELECT * FROM attempt", "--format", "json"}}) {
    EXPECT_TRUE(is_fit_for_a_terminal(output(command))) << command[0];
  }
  EXPECT_THAT(output({"query", "SELECT error FROM attempt", "--format", "md"}), Not(HasSubstr(" <script")));
  EXPECT_THAT(output({"query", "SELECT error FROM attempt LIMIT 1", "--format", "csv"}), HasSubstr("\n\"'=cmd|"));
  EXPECT_THAT(output({"export", "e", "--all", "--out", "export.csv"}), "");

  output({"report", "e.yaml", "--out", "out"});
  const std::string page = read_file(folder_ / "out/e/index.html");
  EXPECT_THAT(page, AllOf(HasSubstr("&lt;script&gt;alert(1)"), Not(HasSubstr("<script")), EndsWith("</html>\n")));
  EXPECT_EQ(printable(page).find("\\x"), std::string::npos);
  for (const auto& entry : fs::recursive_directory_iterator(folder_.path())) {
    const fs::path& file = entry.path();
    EXPECT_THAT(file.filename().string(), Not(HasSubstr("pwned")));
    const bool is_csv = file.extension() == ".csv";
    if (!is_csv && file.extension() != ".svg") continue;
    for (const char* code : {"<script", "\n=", ",=", ",\"=", "\n\"="}) {
      const bool is_for_csv = *code != '<';
      if (is_csv == is_for_csv) {
        EXPECT_THAT(read_file(file), Not(HasSubstr(code))) << file;
      }
    }
  }
  // Nothing was written outside the given folder.
  std::vector<std::string> names;
  for (const auto& entry : fs::directory_iterator(folder_.path())) names.push_back(entry.path().filename());
  EXPECT_THAT(names, ::testing::IsSubsetOf({"e.yaml", "e.db", "e.db-wal", "e.db-shm", "e.db.lock", "e.db.checkpoints",
                                            "out", "export.csv"}));
}

TEST_F(HostileTexts, InvalidJsonIsReportedAsDamage) {
  SQLite::Database database((folder_ / "e.db").string(), SQLite::OPEN_READWRITE);
  for (const char* overrides : {"[[[", "{}", "[1]", "null"}) {
    SQLite::Statement update(database, "UPDATE experiment SET overrides = ?");
    update.bind(1, overrides);
    update.exec();
    for (const char* command : {"report", "claims"}) {
      expect_error(limited({command, "e.yaml", "--db", "e.db"}), "database ", "are not a JSON list of texts");
    }
  }
  database.exec("UPDATE experiment SET overrides = '[\"model.activation=\\u001b[31m\"]'");
  expect_error(limited({"claims", "e.yaml", "--db", "e.db"}), "command line, ", "is not a YAML value");
}

TEST_F(HostileTexts, AReportOfTooManyTrialsIsRejected) {
  expect_error(limited({"report", "e.yaml", "--db", "e.db", "seed={count: 60000}"}),
               "e.yaml: ", "120,000 trials exceed the 100,000 that a report can show");
}

}  // namespace
}  // namespace actsweep
