// The examples in README.md, CONTRIBUTING.md and docs/*.md. Writes each block ```yaml file=NAME.yaml to a temporary
// folder and runs each block ```sh test there, line by line: a line must exit with 0, or with N if it ends in "# exits
// with N"; "# exits with N: TEXT" also expects the text in its output. Plans other YAML blocks that begin with a name.
// Other commands, in blocks or between backticks, must have subcommands and options that exist.

#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <cctype>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <regex>
#include <sstream>

#include "harness/cli/cli_testing.h"
#include "harness/util/files.h"

namespace actsweep {
namespace {

namespace fs = std::filesystem;

/// A fenced block of a page.
struct Block {
  std::string info;  ///< the text after the opening fence
  std::vector<std::string> lines;
  int line = 0;  ///< in the page, from 1

  std::string text() const {
    std::string text;
    for (const std::string& each : lines) text += each + '\n';
    return text;
  }
};

struct Page {
  std::vector<Block> blocks;
  std::string prose;  ///< the text between the blocks
};

Page read_page(const fs::path& path) {
  Page page;
  std::istringstream in(read_file(path));
  std::string line;
  std::size_t indent = 0;
  bool inside = false;
  for (int number = 1; std::getline(in, line); ++number) {
    const std::size_t fence = line.find_first_not_of(' ');
    const bool is_fence = fence != std::string::npos && line.compare(fence, 3, "```") == 0;
    if (is_fence && !inside) {
      indent = fence;
      page.blocks.push_back({line.substr(fence + 3), {}, number});
    } else if (inside && !is_fence) {
      page.blocks.back().lines.push_back(line.substr(std::min(indent, line.size())));
    } else if (!is_fence) {
      page.prose += line + '\n';
    }
    inside = inside != is_fence;
  }
  return page;
}

/// The lines of a block that call the program. Joins a line that ends in a backslash with the next.
std::vector<std::string> commands(const Block& block) {
  std::vector<std::string> commands;
  std::string command;
  for (const std::string& line : block.lines) {
    command += line;
    if (command.ends_with('\\')) {
      command.back() = ' ';
      continue;
    }
    if (command.starts_with("actsweep ")) commands.push_back(command);
    command.clear();
  }
  return commands;
}

/// Splits a command into words like a shell, up to a comment or another command.
std::vector<std::string> words_of(const std::string& command) {
  std::vector<std::string> words;
  std::string word;
  bool is_word = false;
  char quote = '\0';
  for (const char c : command + " ") {
    if (quote != '\0') {
      if (c == quote) {
        quote = '\0';
      } else {
        word += c;
      }
      continue;
    }
    if (c == '\'' || c == '"') {
      quote = c;
      is_word = true;
    } else if (std::isspace(static_cast<unsigned char>(c)) != 0) {
      if (is_word) words.push_back(word);
      word.clear();
      is_word = false;
    } else if ((c == '#' && !is_word) || c == '|' || c == '&' || c == ';' || c == '>' || c == '(') {
      break;
    } else {
      word += c;
      is_word = true;
    }
  }
  return words;
}

/// The --help of a subcommand; empty for an unknown subcommand.
const std::string& help_of(const std::vector<std::string>& subcommand) {
  static std::map<std::vector<std::string>, std::string> known;
  const auto [entry, is_new] = known.try_emplace(subcommand);
  if (is_new) {
    std::vector<std::string> arguments = subcommand;
    arguments.emplace_back("--help");
    const ProcessResult help = testing::actsweep(arguments);
    if (help.exit_status == 0) entry->second = help.output;
  }
  return entry->second;
}

/// Whether the help contains the option as a whole word.
bool lists_option(const std::string& help, const std::string& option) {
  for (std::size_t at = help.find(option); at != std::string::npos; at = help.find(option, at + 1)) {
    const std::size_t end = at + option.size();
    const bool begins = at == 0 || std::isspace(static_cast<unsigned char>(help[at - 1])) != 0 || help[at - 1] == ',';
    const bool ends =
        end == help.size() || (std::isalnum(static_cast<unsigned char>(help[end])) == 0 && help[end] != '-');
    if (begins && ends) return true;
  }
  return false;
}

/// Fails unless the subcommand and the options of a command exist.
void check_command(const std::string& command) {
  const std::vector<std::string> words = words_of(command);
  if (words.size() < 2 || words[0] != "actsweep") return;
  const bool is_placeholder =
      std::all_of(words[1].begin(), words[1].end(), [](unsigned char c) { return std::isupper(c) != 0; });
  if (is_placeholder || words[1] == "--version" || words[1] == "--help") return;
  std::vector<std::string> subcommand = {words[1]};
  if ((words[1] == "data" || words[1] == "bench") && words.size() > 2) subcommand.push_back(words[2]);
  const std::string& help = help_of(subcommand);
  EXPECT_FALSE(help.empty()) << "no such subcommand: " << command;
  for (std::size_t i = 1 + subcommand.size(); i < words.size(); ++i) {
    if (!words[i].starts_with('-')) continue;
    const std::string option = words[i].substr(0, words[i].find('='));
    EXPECT_TRUE(lists_option(help, option)) << "no option " << option << ": " << command;
  }
}

/// The commands between backticks in the text.
std::vector<std::string> inline_commands(const std::string& prose) {
  constexpr std::string_view kBegin = "`actsweep ";
  std::vector<std::string> commands;
  for (std::size_t at = prose.find(kBegin); at != std::string::npos; at = prose.find(kBegin, at + 1)) {
    const std::size_t end = prose.find('`', at + 1);
    if (end != std::string::npos) commands.push_back(prose.substr(at + 1, end - at - 1));
  }
  return commands;
}

bool has_fashion_mnist() {
  static const bool has = testing::actsweep({"data", "check", "fashion_mnist"}).exit_status == 0;
  return has;
}

std::vector<std::string> pages() {
  std::vector<std::string> pages = {"README.md", "CONTRIBUTING.md"};
  for (const auto& entry : fs::directory_iterator("docs")) {
    if (entry.path().extension() == ".md") pages.push_back(entry.path());
  }
  std::sort(pages.begin(), pages.end());
  return pages;
}

class EveryPage : public ::testing::TestWithParam<std::string> {
 protected:
  EveryPage() : repository_(fs::current_path()), page_(read_page(GetParam())) {}

  fs::path repository_;
  Page page_;
};

/// Moves this process to a temporary folder with the repository's experiments, puts the program under test on the PATH
/// and sets a new database.
class Workplace {
 public:
  explicit Workplace(const fs::path& repository)
      : repository_(repository), folder_(fs::temp_directory_path() / ("actsweep-docs-" + std::to_string(getpid()))) {
    fs::remove_all(folder_);
    fs::create_directories(folder_);
    fs::create_directory_symlink(repository / "experiments", folder_ / "experiments");
    setenv("ACTSWEEP_DB", (folder_ / "actsweep.db").c_str(), 1);
    const char* const path = std::getenv("PATH");
    path_ = path == nullptr ? "" : path;
    setenv("PATH", (testing::program().parent_path().string() + ":" + path_).c_str(), 1);
    fs::current_path(folder_);
  }
  ~Workplace() {
    fs::current_path(repository_);
    setenv("PATH", path_.c_str(), 1);
    unsetenv("ACTSWEEP_DB");
    fs::remove_all(folder_);
  }
  Workplace(const Workplace&) = delete;
  Workplace& operator=(const Workplace&) = delete;

 private:
  fs::path repository_, folder_;
  std::string path_;
};

struct Expected {
  int exit_status = 0;
  std::string text;  ///< in the output
};

/// Reads "# exits with N" or "# exits with N: TEXT" at the end of a command.
Expected expected_of(const std::string& command) {
  static const std::regex pattern("# exits with ([0-9]+)(: (.*\\S))?\\s*$");
  std::smatch found;
  if (!std::regex_search(command, found, pattern)) return {};
  return {std::stoi(found[1]), found[3]};
}

TEST_P(EveryPage, HasExamplesThatRun) {
  if (!has_fashion_mnist()) GTEST_SKIP() << "Fashion-MNIST is not on this machine; tools/setup installs it";
  const Workplace workplace(repository_);
  int ran = 0;
  for (const Block& block : page_.blocks) {
    constexpr std::string_view kFile = "yaml file=";
    if (block.info.starts_with(kFile)) std::ofstream(block.info.substr(kFile.size())) << block.text();
    if (block.info != "sh test") continue;
    for (const std::string& command : commands(block)) {
      const ProcessResult result = run_process({"sh", "-c", command});
      const Expected expected = expected_of(command);
      const bool is_expected =
          result.exit_status == expected.exit_status && result.output.find(expected.text) != std::string::npos;
      EXPECT_TRUE(is_expected) << GetParam() << ':' << block.line << ": " << command << '\n' << result.output;
      ++ran;
    }
  }
  EXPECT_TRUE(ran > 0 || GetParam() == "CONTRIBUTING.md") << "the page has no block `sh test`";
}

TEST_P(EveryPage, HasExperimentsThatCanBePlanned) {
  const Workplace workplace(repository_);
  for (const Block& block : page_.blocks) {
    const std::string text = block.text();
    if (block.info != "yaml" || !text.starts_with("name:")) continue;
    std::ofstream("example.yaml") << text;
    const ProcessResult plan = testing::actsweep({"plan", "example.yaml"});
    EXPECT_EQ(plan.exit_status, 0) << GetParam() << ':' << block.line << '\n' << plan.output;
  }
}

TEST_P(EveryPage, NamesOnlyCommandsThatExist) {
  for (const Block& block : page_.blocks) {
    if (!block.info.starts_with("sh") && !block.info.empty()) continue;
    for (const std::string& command : commands(block)) check_command(command);
  }
  for (const std::string& command : inline_commands(page_.prose)) check_command(command);
}

TEST_P(EveryPage, LinksToFilesThatExist) {
  static const std::regex pattern("\\]\\(([^)#]+)[^)]*\\)");
  const fs::path folder = fs::path(GetParam()).parent_path();
  for (std::sregex_iterator found(page_.prose.begin(), page_.prose.end(), pattern), end; found != end; ++found) {
    const std::string link = (*found)[1];
    const bool is_external = link.find("://") != std::string::npos;
    EXPECT_TRUE(is_external || fs::exists(folder / link)) << GetParam() << ": " << link;
  }
}

INSTANTIATE_TEST_SUITE_P(, EveryPage, ::testing::ValuesIn(pages()), [](const auto& info) {
  std::string name = fs::path(info.param).stem();
  std::replace(name.begin(), name.end(), '-', '_');
  return name;
});

}  // namespace
}  // namespace actsweep
