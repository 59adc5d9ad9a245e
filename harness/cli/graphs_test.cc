// An experiment that draws activations and trains nothing, through the command line.

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "harness/cli/cli_testing.h"
#include "harness/util/files.h"

namespace actsweep {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

constexpr const char* kExperiment =
    "name: tiny_graphs\n"
    "title: A few functions\n"
    "report:\n"
    "  graphs:\n"
    "    - {activations: [relu, {name: elu, alpha: 0.5}, {formula: \"x * sigmoid(b * x)\", b: 1.5}], derivatives: 1}\n"
    "    - {activations: [mish, relu, tanh, gelu, swish, selu], derivatives: 0, range: [-2, 2], title: It's more}\n"
    "  properties: {activations: [mish, hardshrink, {formula: 1 / x}]}\n"
    "  landscapes: {activations: [relu, mish], layers: 3, width: 8, resolution: 11, seeds: 2}\n";

class Graphs : public ::testing::Test {
 protected:
  Graphs() : folder_(fs::temp_directory_path() / ("actsweep-graphs-" + std::to_string(getpid()))) {
    fs::create_directories(folder_);
    write(kExperiment);
  }
  ~Graphs() override { fs::remove_all(folder_); }

  std::string file() const { return folder_ / "g.yaml"; }
  std::string database() const { return folder_ / "none.db"; }
  void write(const std::string& yaml) const { std::ofstream(file()) << yaml; }

  ProcessResult report(const std::string& formats) const {
    return testing::actsweep({"report", file(), "--db", database(), "--out", folder_ / "report", "--format", formats});
  }
  /// The error message for a section of a report, without the path of the file.
  std::string error_of(const std::string& section) const {
    write("name: e\nreport:\n  " + section + "\n");
    const ProcessResult result = report("csv");
    EXPECT_EQ(result.exit_status, 2);
    const std::string place = file() + ":";
    const std::size_t at = result.output.find(place);
    return at == std::string::npos ? result.output : result.output.substr(at + place.size());
  }

  fs::path folder_;
};

TEST_F(Graphs, AReportNeedsNeitherDatabaseNorTraining) {
  const ProcessResult result = report("html,svg,png,csv");
  ASSERT_EQ(result.exit_status, 0) << result.output;
  EXPECT_FALSE(fs::exists(database()));
  const fs::path folder = folder_ / "report" / "tiny_graphs";
  EXPECT_THAT(result.output, StartsWith((folder / "index.html").string()));
  for (const char* name : {"activation-functions", "first-derivatives", "activation-functions-2", "landscapes"}) {
    EXPECT_THAT(read_file(folder / (std::string(name) + ".svg")), HasSubstr("</svg>")) << name;
    EXPECT_EQ(read_file(folder / (std::string(name) + ".png")).substr(1, 3), "PNG") << name;
    EXPECT_TRUE(fs::exists(folder / (std::string(name) + ".gp"))) << name;
  }
  EXPECT_FALSE(fs::exists(folder / "second-derivatives.svg"));

  const std::string slopes = read_file(folder / "first-derivatives.csv");
  EXPECT_THAT(slopes, HasSubstr("\"ReLU\",1,0,0\n\"ReLU\",2,0,1\n"));  // both one-sided derivatives
  EXPECT_THAT(slopes, HasSubstr("\"ELU (alpha = 0.5)\",1,0,0.5\n"));
  EXPECT_THAT(slopes, HasSubstr("\"x * sigmoid(b * x), b = 1.5\",1,0,0.5\n"));
  const std::string properties = read_file(folder / "properties.csv");
  EXPECT_THAT(properties, HasSubstr("\"Mish\",\"x * tanh(softplus(x))\",,-0.3088434130172"));
  EXPECT_THAT(properties, HasSubstr("nondecreasing,discontinuous,0,0,0,-inf,1,inf,1\n"));
  EXPECT_THAT(properties, HasSubstr("\"1 / x\",\"1 / x\",0,,"));
  const std::string gradients = read_file(folder / "landscapes.gradients.csv");
  EXPECT_EQ(std::count(gradients.begin(), gradients.end(), '\n'), 1 + 2 * 2);

  const std::string page = read_file(folder / "index.html");
  for (const char* text :
       {"<h1>A few functions</h1>", "First derivatives", "It&#39;s more", "<td>[-0.3088, inf)</td>", "11 × 11 points",
        "undefined at 0", "Output of a random 3-layer network", "href=\"landscapes.gradients.csv\""}) {
    EXPECT_THAT(page, HasSubstr(text));
  }
  EXPECT_THAT(page, Not(HasSubstr("trial")));
}

TEST_F(Graphs, OnlyTheRequestedFormatsAreWritten) {
  ASSERT_EQ(report("csv").exit_status, 0);
  for (const auto& entry : fs::directory_iterator(folder_ / "report" / "tiny_graphs")) {
    EXPECT_THAT(entry.path().extension().string(), ::testing::AnyOf(".csv", ".gp"));
  }
}

TEST_F(Graphs, ThereIsNothingToTrain) {
  const std::string expected = "tiny_graphs: nothing to train; `actsweep report " + file() + "` draws it\n";
  for (const char* command : {"plan", "run", "status"}) {
    const ProcessResult result = testing::actsweep({command, file(), "--db", database()});
    EXPECT_EQ(result.exit_status, 0) << command;
    EXPECT_EQ(result.output, expected) << command;
  }
  EXPECT_FALSE(fs::exists(database()));
}

TEST_F(Graphs, UnknownFormatsAreRefused) {
  EXPECT_THAT(report("csv,pngs").output, HasSubstr("--format: pngs not in"));
  EXPECT_FALSE(fs::exists(folder_ / "report"));
}

TEST_F(Graphs, MistakesAreReportedWithTheirPlace) {
  EXPECT_THAT(error_of("graph: {activations: [mish]}"),
              StartsWith("3:3: report.graph: unknown key (did you mean graphs?); known here: figures, graphs, "));
  EXPECT_EQ(error_of("graphs: {activations: [mihs]}"),
            "3:26: activation: no activation is named mihs (did you mean mish?); `actsweep list activations` shows "
            "all\n");
  EXPECT_EQ(error_of("graphs: [{activations: [mish], rnge: [0, 1]}]"),
            "3:34: report.graphs.rnge: unknown key (did you mean range?); known here: activations, range, derivatives, "
            "title\n");
  EXPECT_EQ(error_of("graphs: {activations: [mish], range: [1, 1]}"),
            "3:40: report.graphs.range: not an interval; write its two ends, the lower one first, as [-5, 5]\n");
  EXPECT_EQ(error_of("graphs: {activations: [mish], derivatives: 9}"),
            "3:46: report.graphs.derivatives: 9 is not a whole number of at least 0 and at most 4\n");
  EXPECT_EQ(
      error_of("graphs: {activations: [{name: elu, alhpa: 1}]}"),
      "3:45: activation.alhpa: the activation elu does not read this key (did you mean alpha?); it reads alpha\n");
  EXPECT_EQ(error_of("graphs: {activations: [{formula: \"x * b\"}]}"),
            "3:36: activation.formula: b has no value; set one, such as activation.b: 1, or correct the name\n");
  EXPECT_EQ(error_of("graphs: {activations: [mish, relu, Mish]}"),
            "3:38: report.graphs.activations: Mish is given twice\n");
  EXPECT_EQ(error_of("properties: {}"),
            "3:15: report.properties: the key activations is missing: a list of activations, or the word all\n");
  EXPECT_EQ(error_of("properties: {activations: mish}"),
            "3:29: report.properties.activations: expected a list of activations or the word all, got mish\n");
  EXPECT_EQ(error_of("landscapes: {activations: [mish], layers: 1}"),
            "3:45: report.landscapes.layers: 1 is not a whole number of at least 2 and at most 50\n");
}

}  // namespace
}  // namespace actsweep
