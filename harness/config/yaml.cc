#include "harness/config/yaml.h"

#include <fmt/format.h>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/mark.h>
#include <yaml-cpp/parser.h>

#include <map>
#include <sstream>
#include <stdexcept>

#include "harness/util/error.h"

namespace actsweep {
namespace {

constexpr std::size_t kMostValues = 1'000'000;  // aliases can multiply a short text without end
constexpr std::size_t kDeepest = 64;
constexpr std::size_t kLongestText = 16 << 20;

/// Builds our tree from yaml-cpp's events rather than from its nodes, which hide duplicate keys and merge keys, and
/// know only the place of an alias's anchor.
class TreeBuilder : public YAML::EventHandler {
 public:
  explicit TreeBuilder(std::string name) : name_(std::move(name)) {}

  YamlValue take() { return std::move(root_); }

  void OnDocumentStart(const YAML::Mark&) override {}
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override { leaf(mark, "", anchor, {}); }
  void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    const auto found = anchors_.find(anchor);
    if (found == anchors_.end()) fail_at(place(mark), "", "an alias stands inside its own anchor");
    count(found->second, mark);
    YamlValue copy = found->second;
    copy.place = place(mark);
    add(std::move(copy), 0);
  }
  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& text) override {
    leaf(mark, tag, anchor, text);
  }
  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value) override {
    open(YamlValue::Kind::kSequence, mark, tag, anchor);
  }
  void OnSequenceEnd() override { close(); }
  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value) override {
    open(YamlValue::Kind::kMapping, mark, tag, anchor);
  }
  void OnMapEnd() override { close(); }

 private:
  struct Open {
    YamlValue value;
    YAML::anchor_t anchor;
    std::vector<YamlValue> key;  ///< of a mapping: the key that waits for its value
  };

  std::string place(const YAML::Mark& mark) const {
    return fmt::format("{}:{}:{}", name_, mark.line + 1, mark.column + 1);
  }

  void check(const YAML::Mark& mark, const std::string& tag) {
    // yaml-cpp gives "?" to plain values and "!" to quoted ones.
    if (!tag.empty() && tag != "?" && tag != "!")
      fail_at(place(mark), "", fmt::format("tags such as {} are not used here", tag));
    if (++values_ > kMostValues) fail_at(place(mark), "", fmt::format("more than {} values", kMostValues));
  }

  void count(const YamlValue& value, const YAML::Mark& mark) {
    check(mark, "");
    for (const auto& item : value.items) count(item, mark);
    for (const auto& [key, entry] : value.entries) count(entry, mark);
  }

  void leaf(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor, const std::string& text) {
    check(mark, tag);
    YamlValue value;
    value.place = place(mark);
    value.text = text;
    value.quoted = tag == "!";
    const bool null = !value.quoted && (text.empty() || text == "~" || text == "null");
    value.kind = null ? YamlValue::Kind::kNull : YamlValue::Kind::kScalar;
    add(std::move(value), anchor);
  }

  void open(YamlValue::Kind kind, const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor) {
    check(mark, tag);
    if (open_.size() >= kDeepest) fail_at(place(mark), "", fmt::format("nested more than {} levels deep", kDeepest));
    YamlValue value;
    value.kind = kind;
    value.place = place(mark);
    open_.push_back({std::move(value), anchor, {}});
  }

  void close() {
    Open done = std::move(open_.back());
    open_.pop_back();
    add(std::move(done.value), done.anchor);
  }

  void add(YamlValue value, YAML::anchor_t anchor) {
    if (anchor != 0) anchors_[anchor] = value;
    if (open_.empty()) {
      root_ = std::move(value);
      return;
    }
    Open& parent = open_.back();
    if (parent.value.kind == YamlValue::Kind::kSequence) {
      parent.value.items.push_back(std::move(value));
    } else if (parent.key.empty()) {
      check_key(parent.value, value);
      parent.key.push_back(std::move(value));
    } else {
      parent.value.entries.push_back({std::move(parent.key.back()), std::move(value)});
      parent.key.clear();
    }
  }

  static void check_key(const YamlValue& mapping, const YamlValue& key) {
    if (!key.is_scalar()) fail_at(key, "", fmt::format("{} stands where a key should", key.shown()));
    if (key.text == "<<" && !key.quoted) fail_at(key, "", "merge keys (<<) are not used here; write the keys out");
    if (const YamlValue* first = mapping.find(key.text)) {
      fail_at(key, key.text, fmt::format("the key is given twice (first at {})", first->place));
    }
  }

  std::string name_;
  YamlValue root_;
  std::vector<Open> open_;
  std::map<YAML::anchor_t, YamlValue> anchors_;
  std::size_t values_ = 0;
};

}  // namespace

const YamlValue* YamlValue::find(std::string_view key) const {
  for (const auto& [name, value] : entries) {
    if (name.text == key) return &value;
  }
  return nullptr;
}

std::string YamlValue::shown() const {
  switch (kind) {
    case Kind::kNull: return "nothing";
    case Kind::kSequence: return "a list";
    case Kind::kMapping: return "a mapping";
    case Kind::kScalar: break;
  }
  constexpr std::size_t kLongest = 60;
  const std::string shown = text.size() <= kLongest ? text : text.substr(0, kLongest) + "...";
  std::string printable;
  for (const char c : shown) printable += static_cast<unsigned char>(c) < 0x20 ? '?' : c;
  return quoted ? '"' + printable + '"' : printable;
}

void fail_at(const std::string& place, const std::string& key, const std::string& message) {
  throw InputError(key.empty() ? fmt::format("{}: {}", place, message)
                               : fmt::format("{}: {}: {}", place, key, message));
}

void fail_at(const YamlValue& value, const std::string& key, const std::string& message) {
  fail_at(value.place, key, message);
}

YamlValue parse_yaml(const std::string& text, const std::string& name) {
  if (text.size() > kLongestText) throw InputError(fmt::format("{}: larger than {} MiB", name, kLongestText >> 20));
  std::istringstream stream(text);
  TreeBuilder builder(name);
  try {
    YAML::Parser parser(stream);
    if (!parser.HandleNextDocument(builder)) throw InputError(fmt::format("{}: the file is empty", name));
    YamlValue root = builder.take();
    TreeBuilder second(name);
    if (parser.HandleNextDocument(second)) {
      fail_at(second.take(), "", "a second YAML document begins here; a file holds one experiment");
    }
    return root;
  } catch (const YAML::Exception& error) {
    throw InputError(
        fmt::format("{}:{}:{}: malformed YAML: {}", name, error.mark.line + 1, error.mark.column + 1, error.msg));
  }
}

YamlValue parse_override_value(const std::string& text, const std::string& place) {
  const bool is_flow =
      text.starts_with('[') || text.starts_with('{') || text.starts_with('"') || text.starts_with('\'');
  const bool is_list = !is_flow && text.find(',') != std::string::npos;
  YamlValue value;
  try {
    value = text.empty() ? YamlValue{} : parse_yaml(is_list ? "[" + text + "]" : text, place);
  } catch (const InputError&) {
    fail_at(place, "", fmt::format("{} is no YAML value", text));
  }
  // Lines and columns of the command line help nobody.
  const auto set_place = [&](auto&& self, YamlValue& v) -> void {
    v.place = place;
    for (YamlValue& item : v.items) self(self, item);
    for (auto& [key, entry] : v.entries) {
      key.place = place;
      self(self, entry);
    }
  };
  set_place(set_place, value);
  return value;
}

}  // namespace actsweep
