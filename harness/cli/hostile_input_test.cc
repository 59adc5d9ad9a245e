// The program under attack: for any content of files, arguments and data sets, it ends soon, in bounded memory, with
// one clear line. hostile_texts_test.cc attacks it through databases.

#include "harness/cli/hostile_input.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <sys/stat.h>

#include <filesystem>
#include <string>
#include <vector>

namespace actsweep {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;
using testing::HostileInput;

std::string repeated(const std::string& text, std::size_t times) {
  std::string all;
  for (std::size_t i = 0; i < times; ++i) all += text;
  return all;
}

/// A list of copies of an item.
std::string list_of(std::size_t times, const std::string& item) {
  return fmt::format("[{}]", fmt::join(std::vector<std::string>(times, item), ","));
}

std::string billion_laughs() {
  std::string bomb = "a0: &a0 [x]\n";
  for (int i = 1; i < 12; ++i) bomb += fmt::format("a{0}: &a{0} {1}\n", i, list_of(10, fmt::format("*a{}", i - 1)));
  return bomb;
}

std::string nested_anchors() {
  std::string text = "a: ";
  for (int i = 0; i < 60; ++i) text += fmt::format("&a{} [", i);
  return text + repeated("x,", 90'000) + std::string(60, ']') + "\n";
}

std::string numbered(const std::string& before, const std::string& after, int count) {
  std::string text;
  for (int i = 0; i < count; ++i) text += fmt::format("{}{}{}", before, i, after);
  return text;
}

TEST_F(HostileInput, YamlBombs) {
  const std::vector<std::vector<std::string>> cases = {
      {billion_laughs(), "e.yaml:6:", "more than 100,000 values"},
      {"a: &a " + std::string(500'000, 'x') + "\nb: " + list_of(9'000, "*a"),
       "e.yaml:2:", "more than 32 MiB of values"},
      {nested_anchors(), "e.yaml:1:", "more than 100,000 values"},
      {"a: &a [*a]\n", "e.yaml:1:8: ", "the alias is inside its own anchor"},
      {"a: " + std::string(100'000, '['), "e.yaml:1:", "nested more than 64 levels deep"},
      {repeated("? ", 100'000), "e.yaml:1:", "nested more than 64 levels deep"},
      {"name: e\ntrial:\n" + numbered("  k", ": 1\n", 60'000),
       "e.yaml:1003:3: ", "the mapping has more than 1,000 keys"},
      {"name: e\ntrial: {" + numbered("k", ": {a: 1, b: 2},", 900) + "}\n", "e.yaml:2:", "more than 1000 keys"},
      {"name: e\n#" + std::string(2 << 20, 'x'), "e.yaml: ", "larger than 1,048,576 bytes"},
      {"name: !" + std::string(100'000, 'x') + " e\n", "e.yaml:1:7: ", "tags such as"},
      {"name: e\n? " + std::string(500'000, 'k') + "\n: 1\n", "e.yaml:2:3: kkk", "unknown key; known here: extends"},
      {"name: e\ntitle: " + std::string(500'000, 'x') + "\n", "e.yaml:2:8: title: ", "longer than 1000 bytes"},
      {std::string("name: e\0f\n", 10), "e.yaml:1:8: ", "control character \\x00"},
      {"name: \xff\xfe\n", "e.yaml:1:7: ", "invalid UTF-8"},
      {"\xff\xfen\0a\0m\0e", "e.yaml:1:1: ", "invalid UTF-8"},
      {"name: e\n\"\\e[31m\": 1\n", "e.yaml:2:1: ", "control character \\x1b"},
      {"name: \"e\\u009b\"\n", "e.yaml:1:7: ", "control character \\x9b"},
      {"name: e\n\"a\\nb\": 1\n", "e.yaml:2:1: a\\nb: ", "unknown key"},
  };
  for (const auto& one : cases) expect_error(plan(one[0]), one[1], one[2]);
}

TEST_F(HostileInput, AbsurdNumbers) {
  for (const char* number : {"1e308", "1e999", "99999999999999999999", "-0", "nan", ".inf", "-.inf", "1_000", "1e18"}) {
    expect_error(plan(fmt::format("name: e\ntrial: {{epochs: {}}}\n", number)), "e.yaml:2:17: epochs: ",
                 fmt::format("{} is not a whole number of at least 1 and at most 1000000", number));
  }
  const std::string sigma = "name: e\ngrid: {noise.sigma: ";
  const std::vector<std::vector<std::string>> cases = {
      {sigma + "{range: [0, 1e9], step: 1e-9}}", "e.yaml:2:21: noise.sigma: ", "more than 1,000,000 points"},
      {sigma + "{range: [-1e308, 1e308], step: 1}}", "e.yaml:2:21: noise.sigma: ", "more than 1,000,000 points"},
      {sigma + "{linspace: [0, 1], num: 1e12}}", "e.yaml:2:45: noise.sigma: ", "from 2 to 1,000,000, not 1e12"},
      {sigma + "{linspace: [-1e308, 1e308], num: 3}}", "e.yaml:2:21: noise.sigma: ", "too far apart"},
      {sigma + "{logspace: [1e-310, 1e308], num: 3}}", "e.yaml:2:21: noise.sigma: ", "1e+308 is not a number"},
      {"name: e\ngrid: {seed: {count: 1e18}}", "e.yaml:2:22: seed: ", "from 1 to 1,000,000, not 1e18"},
      {"name: e\ntrial: {dataset: {name: synthetic, train: 1e7}}", "", "the limit is 1,073,741,824"},
  };
  for (std::size_t i = 0; i + 1 < cases.size(); ++i) expect_error(plan(cases[i][0]), cases[i][1], cases[i][2]);
  EXPECT_EQ(plan(sigma + "{range: [0, 1e-320], step: 1e-323}}").exit_status, 0);
  // The grid is shown before its data is read.
  EXPECT_THAT(plan(cases.back()[0]).output, HasSubstr(cases.back()[2]));
}

TEST_F(HostileInput, AbsurdGrids) {
  const std::string thousand = "{count: 1000}";
  const std::string formulas = numbered("{formula: x + ", "},", 3000);
  const std::string rates = numbered("{name: sgd, lr: 1e-", "},", 300);
  const std::vector<std::vector<std::string>> cases = {
      {"grid: {seed: " + thousand + ", seeds.init: " + thousand + ", seeds.data: " + thousand + "}",
       "e.yaml:2:7: grid: ", "more than 10,000,000 points"},
      {"grid:\n" + repeated("  - {noise.sigma: {linspace: [0, 1], num: 400000}}\n", 100),
       "e.yaml:5:6: noise.sigma: ", "the axes have more than 1,000,000 values in total"},
      {"grid: {model.activation: [" + formulas + "], optimizer: [" + rates + "]}",
       "e.yaml:2:7: grid: ", "more than 50,000 combinations of components"},
      {"grid:\n" + repeated("  - {}\n", 60'000), "e.yaml:", "more than 50,000 combinations of components"},
      {"grid: {seed: {count: 100000}}\nexclude:\n" + numbered("  - {seed: ", "}\n", 3000),
       "e.yaml:4:5: exclude: ", "3,000 rules are too many for a grid of 100,000 points"},
  };
  for (const auto& one : cases) expect_error(plan("name: e\n" + one[0]), one[1], one[2]);
}

TEST_F(HostileInput, AbsurdFormulasAndDrawings) {
  const std::string sum = "{formula: \"x" + repeated("+x", 400'000) + "\"}";
  expect_error(plan("name: e\ntrial: {model.activation: " + sum + "}\n"), "e.yaml:2:", "longer than 10000 characters");
  expect_error(plan("name: e\nreport: {properties: {activations: [" + sum + "]}}\n"),
               "e.yaml:2:", "longer than 10000 characters");
  expect_error(plan("name: e\nreport:\n  landscapes: {activations: all, layers: 50, width: 1024, resolution: 401, "
                    "seeds: 1000}\n"),
               "e.yaml:3:15: report.landscapes: ", "multiplications");
  expect_error(plan("name: e\nreport:\n  properties:\n" + repeated("  - {activations: [relu]}\n", 200)),
               "e.yaml:104:5: report.properties: ", "more than 100 sections");
}

TEST_F(HostileInput, InvalidNames) {
  for (const char* name : {"../../x", "/etc/x", "..", ".", "-rf", "--help", "a b", "a''b", "`id`", "$(id)", "<script>",
                           "]]>", "\"; DROP TABLE trial; --", "", "é"}) {
    expect_error(plan(fmt::format("name: '{}'\n", name)), "e.yaml:1:7: name: ", "is not a valid name");
  }
}

TEST_F(HostileInput, Overrides) {
  const std::vector<std::vector<std::string>> cases = {
      {"\x1b[31m=1", "command line, \\x1b[31m=1: \\x1b[31m: ", "unknown key"},
      {"seed=\xff", "command line, seed=\\xff: ", "is not a YAML value"},
      {"model.activation=\x1b]0;x\x07", "command line, ", "is not a YAML value"},
      {"seed=\n1\n", "", ""},
      {"seed=" + repeated("0,", 60'000), "command line, seed=0,0,", "the axis has 0 twice"},
      {"seed=" + std::string(5000, '['), "command line, seed=[[[", "is not a YAML value"},
      {std::string(100'000, 'x') + "=1", "command line, xxx", "unknown key; known here: augmentation"},
      {"model.activation={formula: \"$(touch pwned)\"}", "command line, ", "unexpected character \"$\""},
      {"scale=\"<script>\"", "command line, ", "is not a scale of this experiment"},
  };
  for (const auto& one : cases) {
    const ProcessResult result = plan("name: e\ntrial: {dataset: synthetic}\n", {one[0]});
    if (one[2].empty()) continue;
    expect_error(result, one[1], one[2]);
  }
  EXPECT_FALSE(fs::exists(folder_ / "pwned"));
}

TEST_F(HostileInput, HarmlessOdditiesAreAccepted) {
  const std::string yaml = "name: e\ntrial: {dataset: synthetic}\n";
  EXPECT_EQ(plan("\xef\xbb\xbf" + yaml).exit_status, 0);
  EXPECT_EQ(plan("name: e\r\ntrial: {dataset: synthetic}\r\n").exit_status, 0);
  EXPECT_EQ(plan("name: e\ntitle: >\n  two\n  lines\n" + yaml.substr(8)).exit_status, 0);
}

TEST_F(HostileInput, SpecialFiles) {
  const auto rejected = [&](const std::vector<std::string>& arguments, const std::string& place,
                            const std::string& message) { expect_error(limited(arguments), place, message); };
  ASSERT_EQ(mkfifo((folder_ / "pipe.yaml").c_str(), 0600), 0);
  fs::create_symlink("self.yaml", folder_ / "self.yaml");
  fs::create_symlink("/dev/zero", folder_ / "zero.yaml");
  testing::write_bytes(folder_ / "huge.yaml", "name: e\n");
  fs::resize_file(folder_ / "huge.yaml", std::uintmax_t{1} << 30);
  for (const char* command : {"plan", "run", "report"}) {
    rejected({command, "pipe.yaml"}, "pipe.yaml is not a regular file", "");
    rejected({command, "zero.yaml"}, "zero.yaml is not a regular file", "");
    rejected({command, "huge.yaml"}, "huge.yaml: larger than 1,048,576 bytes", "");
    rejected({command, "self.yaml"}, "no experiment file self.yaml", "");
  }
  rejected({"plan", "\x1b[31m\n.yaml"}, "no experiment file \\x1b[31m\\n.yaml", "");
  rejected({"plan", std::string(5000, 'a')}, "no experiment file aaa", "");
  rejected({"status", std::string(5000, 'a')}, "aaa", "File name too long");
  rejected({"status", "--db", "pipe.yaml"}, "cannot open the database", "it is not a regular file");
  rejected({"status", "--db", "huge.yaml"}, "", "is not an actsweep database");
  rejected({"query", "SELECT 1", "--format", "\x1b[31m"}, "--format: \\x1b[31m not in", "--help");
  // Named like experiments.
  fs::create_directories(folder_ / "experiments");
  ASSERT_EQ(mkfifo((folder_ / "experiments/pipe.yaml").c_str(), 0600), 0);
  fs::create_symlink("/dev/zero", folder_ / "experiments/zero.yaml");
  EXPECT_EQ(limited({"list", "experiments"}).exit_status, 0);

  for (const std::vector<std::string>& one :
       std::vector<std::vector<std::string>>{{"e.yaml", "e.yaml:2:10: extends: ", "in a circle"},
                                             {"/dev/zero", "e.yaml:2:10: extends: ", "no file /dev/zero"},
                                             {"pipe.yaml", "e.yaml:2:10: extends: ", "no file pipe.yaml"},
                                             {"huge.yaml", "huge.yaml: ", "larger than 1,048,576 bytes"},
                                             {std::string(900, 'a'), "e.yaml:2:10: extends: ", "no file aaa"},
                                             {"\"e.yaml\\0x\"", "e.yaml:2:10: ", "control character \\x00"}}) {
    expect_error(plan("name: e\nextends: " + one[0] + "\n"), one[1], one[2]);
  }
}

TEST_F(HostileInput, DataFiles) {
  const fs::path data = folder_ / "mnist";
  const auto check = [&](const std::string& message) {
    expect_error(limited({"data", "check", "mnist", "--data", folder_.path()}), "", message);
  };
  testing::write_small_idx_set(data);
  const fs::path images = data / "train-images-idx3-ubyte";
  testing::write_bytes(images, testing::idx({0xffffffff, 28, 28}, "x"));
  check("declares 4,294,967,295 records");
  testing::write_bytes(images, testing::idx({60'000, 0xffffffff, 0xffffffff}, "x"));
  check("holds images of 4294967295x4294967295 pixels");
  testing::write_bytes(images, testing::idx_images(3, 10));
  fs::resize_file(images, std::uintmax_t{1} << 40);
  check("holds more than the 2,352 bytes");
  fs::remove(images);
  ASSERT_EQ(mkfifo(images.c_str(), 0600), 0);
  check("not a regular file");
  fs::remove(images);
  testing::write_gzip(data / "train-images-idx3-ubyte.gz", testing::idx_images(3, 10) + std::string(64 << 20, '\0'));
  check("holds more than the 2,352 bytes");
}

}  // namespace
}  // namespace actsweep
