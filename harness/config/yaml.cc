#include "harness/config/yaml.h"

#include <fmt/format.h>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/mark.h>
#include <yaml-cpp/parser.h>

#include <algorithm>
#include <iterator>
#include <map>
#include <sstream>
#include <string_view>
#include <unordered_set>

#include "harness/util/error.h"
#include "harness/util/printable.h"
#include "harness/util/text.h"

namespace actsweep {
namespace {

constexpr std::size_t kMaxValues = 100'000;  // aliases can multiply a short text without end
constexpr std::size_t kMaxBytes = 32 << 20;  // of all values, with their places
constexpr std::size_t kMaxKeys = 1000;       // of one mapping
constexpr std::size_t kMaxDepth = 64;
constexpr std::size_t kMaxShownLength = 60;  // of a text, in a message

/// Rejects control characters, which can control a terminal or end a C string, except those in `allowed`, and invalid
/// UTF-8. yaml-cpp accepts these, and UTF-16, and misreads NUL. `place_of(i)` is the place of the byte at offset i.
template <typename PlaceOf>
void check_characters(std::string_view text, std::string_view allowed, const PlaceOf& place_of) {
  for (std::size_t at = 0; at < text.size();) {
    const std::string_view character = text.substr(at, utf8_character_length(text.substr(at)));
    if (character.empty()) fail_at(place_of(at), "", "invalid UTF-8; save the file as UTF-8");
    if (is_control_character(character) && character.find_first_of(allowed) != 0) {
      fail_at(place_of(at), "",
              fmt::format("the control character {} is not allowed; remove it", printable(character)));
    }
    at += character.size();
  }
}

/// Builds our tree from yaml-cpp's events. Its nodes would hide duplicate keys and merge keys, and know the place of an
/// anchor but not those of its aliases.
class TreeBuilder : public YAML::EventHandler {
 public:
  explicit TreeBuilder(std::string name) : name_(std::move(name)) {}

  YamlValue take() { return std::move(root_); }

  void OnDocumentStart(const YAML::Mark&) override {}
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override { leaf(mark, "", anchor, {}); }
  void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    const auto found = anchors_.find(anchor);
    if (found == anchors_.end()) fail_at(place(mark), "", "the alias is inside its own anchor");
    count_copy(found->second, mark);
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
    YAML::Mark mark;
    YamlValue value;
    YAML::anchor_t anchor;
    std::vector<YamlValue> key;             ///< of a mapping: the key whose value comes next
    std::unordered_set<std::string> known;  ///< of a mapping: its keys
  };

  std::string place(const YAML::Mark& mark) const {
    return fmt::format("{}:{}:{}", name_, mark.line + 1, mark.column + 1);
  }

  void check(const YAML::Mark& mark, const std::string& tag) {
    // yaml-cpp gives "?" to plain values and "!" to quoted ones.
    if (!tag.empty() && tag != "?" && tag != "!")
      fail_at(place(mark), "", fmt::format("tags such as {} are not supported", shortened(tag, kMaxShownLength)));
  }

  /// Counts one value, without the values in it.
  void count(const std::string& place, std::size_t text_size) {
    bytes_ += sizeof(YamlValue) + place.size() + text_size;
    if (++values_ > kMaxValues) fail_at(place, "", fmt::format("more than {} values", grouped(kMaxValues)));
    if (bytes_ > kMaxBytes) fail_at(place, "", fmt::format("more than {} MiB of values", kMaxBytes >> 20));
  }

  void count_copy(const YamlValue& value, const YAML::Mark& mark) {
    count(place(mark), value.text.size());
    for (const auto& item : value.items) count_copy(item, mark);
    for (const auto& [key, entry] : value.entries) {
      count(place(mark), key.text.size());
      count_copy(entry, mark);
    }
  }

  void leaf(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor, const std::string& text) {
    check(mark, tag);
    YamlValue value;
    value.place = place(mark);
    count(value.place, text.size());
    check_characters(text, "\n\t", [&](std::size_t) { return value.place; });  // of escapes such as "\x1b"
    value.text = text;
    value.quoted = tag == "!";
    const bool null = !value.quoted && (text.empty() || text == "~" || text == "null");
    value.kind = null ? YamlValue::Kind::kNull : YamlValue::Kind::kScalar;
    add(std::move(value), anchor);
  }

  void open(YamlValue::Kind kind, const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor) {
    check(mark, tag);
    if (open_.size() >= kMaxDepth) fail_at(place(mark), "", fmt::format("nested more than {} levels deep", kMaxDepth));
    YamlValue value;
    value.kind = kind;
    value.place = place(mark);
    count(value.place, 0);
    open_.push_back({mark, std::move(value), anchor, {}, {}});
  }

  void close() {
    Open done = std::move(open_.back());
    open_.pop_back();
    if (done.anchor != 0) count_copy(done.value, done.mark);
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
      check_key(parent, value);
      parent.key.push_back(std::move(value));
    } else {
      parent.value.entries.push_back({std::move(parent.key.back()), std::move(value)});
      parent.key.clear();
    }
  }

  static void check_key(Open& mapping, const YamlValue& key) {
    if (!key.is_scalar()) fail_at(key, "", fmt::format("expected a key, got {}", key.shown()));
    if (key.text == "<<" && !key.quoted) fail_at(key, "", "merge keys (<<) are not supported; write the keys out");
    if (!mapping.known.insert(key.text).second) {
      const YamlValue* first = mapping.value.find(key.text);
      fail_at(key, key.text, fmt::format("the key is given twice (first at {})", first->place));
    }
    if (mapping.known.size() > kMaxKeys) {
      fail_at(key, "", fmt::format("the mapping has more than {} keys", grouped(kMaxKeys)));
    }
  }

  std::string name_;
  YamlValue root_;
  std::vector<Open> open_;
  std::map<YAML::anchor_t, YamlValue> anchors_;
  std::size_t values_ = 0, bytes_ = 0;
};

/// Whether a tab indents the line, counted from 0, or the one before it.
bool is_indented_with_tab(const std::string& text, int line) {
  std::istringstream lines(text);
  std::string each;
  for (int i = 0; i <= line && std::getline(lines, each); ++i) {
    const std::size_t indent = std::min(each.find_first_not_of(" \t"), each.size());
    if (i + 1 >= line && each.find('\t') < indent) return true;
  }
  return false;
}

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
  const std::string printed = printable(shortened(text, kMaxShownLength));
  return quoted ? '"' + printed + '"' : printed;
}

void fail_at(const std::string& place, const std::string& key, const std::string& message,
             const std::vector<std::string>& excerpt) {
  constexpr std::size_t kMaxKeyLength = 200;
  throw InputError(key.empty() ? fmt::format("{}: {}", place, message)
                               : fmt::format("{}: {}: {}", place, shortened(key, kMaxKeyLength), message),
                   excerpt);
}

void fail_at(const YamlValue& value, const std::string& key, const std::string& message,
             const std::vector<std::string>& excerpt) {
  fail_at(value.place, key, message, excerpt);
}

YamlValue parse_yaml(const std::string& text, const std::string& name) {
  if (text.size() > kMaxYamlBytes) {
    throw InputError(fmt::format("{}: more than {} bytes of YAML", name, grouped(kMaxYamlBytes)));
  }
  check_characters(text, "\n\r\t", [&](std::size_t at) {
    const auto end = text.begin() + static_cast<std::ptrdiff_t>(at);
    const auto line = std::find(std::make_reverse_iterator(end), text.rend(), '\n').base();
    return fmt::format("{}:{}:{}", name, std::count(text.begin(), end, '\n') + 1, end - line + 1);
  });
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
    const bool has_tab = is_indented_with_tab(text, error.mark.line);
    throw InputError(fmt::format("{}:{}:{}: malformed YAML: {}{}", name, error.mark.line + 1, error.mark.column + 1,
                                 error.msg, has_tab ? "; indent with spaces, not with a tab" : ""));
  }
}

std::vector<std::string> split_at_commas(const std::string& text) {
  std::vector<std::string> parts(1);
  for (const char character : text) {
    if (character == ',') {
      parts.emplace_back();
    } else {
      parts.back() += character;
    }
  }
  return parts;
}

YamlValue parse_override_value(const std::string& text, const std::string& place) {
  const bool is_flow =
      text.starts_with('[') || text.starts_with('{') || text.starts_with('"') || text.starts_with('\'');
  const bool is_list = !is_flow && text.find(',') != std::string::npos;
  YamlValue value;
  // YAML would parse the {width} of a network in a list as a mapping.
  const auto split = [&] {
    YamlValue list;
    list.kind = YamlValue::Kind::kSequence;
    for (const std::string& part : split_at_commas(text)) list.items.push_back(parse_yaml(part, place));
    return list;
  };
  try {
    try {
      value = text.empty() ? YamlValue{} : parse_yaml(is_list ? "[" + text + "]" : text, place);
    } catch (const InputError&) {
      if (!is_list || text.find('{') == std::string::npos) throw;
      value = split();
    }
  } catch (const InputError&) {
    fail_at(place, "", fmt::format("{} is not a YAML value", shortened(text, kMaxShownLength)));
  }
  // Lines and columns are useless on the command line.
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
