#include "models/formula/parser.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cctype>
#include <charconv>
#include <cmath>
#include <numbers>

#include "harness/util/error.h"
#include "harness/util/nearest.h"

namespace actsweep::formula {
namespace {

/// Limits recursion: a sum of n terms is a graph n levels deep.
constexpr std::size_t kMaxLength = 10'000;

struct Token {
  enum class Kind { kEnd, kNumber, kName, kSymbol } kind = Kind::kEnd;
  std::string_view text;
  double number = 0;
  std::size_t column = 1;

  bool is(std::string_view symbol) const { return kind == Kind::kSymbol && text == symbol; }
  std::string shown() const { return kind == Kind::kEnd ? "the end of the formula" : fmt::format("\"{}\"", text); }
};

[[noreturn]] void fail(std::size_t column, const std::string& message) {
  throw InputError(fmt::format("column {}: {}", column, message));
}

bool starts_name(char c) { return std::isalpha(static_cast<unsigned char>(c)) != 0 || c == '_'; }
bool continues_name(char c) { return starts_name(c) || std::isdigit(static_cast<unsigned char>(c)) != 0; }

class Lexer {
 public:
  explicit Lexer(std::string_view text) : text_(text) {}

  Token next() {
    while (at_ < text_.size() && std::isspace(static_cast<unsigned char>(text_[at_])) != 0) ++at_;
    Token token{.kind = Token::Kind::kEnd, .text = {}, .number = 0, .column = at_ + 1};
    if (at_ == text_.size()) return token;
    const char c = text_[at_];
    if (starts_name(c)) {
      token.kind = Token::Kind::kName;
      std::size_t end = at_;
      while (end < text_.size() && continues_name(text_[end])) ++end;
      return finish(token, end);
    }
    if (std::isdigit(static_cast<unsigned char>(c)) != 0 || c == '.') return number(token);
    token.kind = Token::Kind::kSymbol;
    for (const std::string_view symbol : {"**", ">=", "<=", "+", "-", "*", "/", "^", "(", ")", ",", "<", ">"}) {
      if (text_.substr(at_).starts_with(symbol)) return finish(token, at_ + symbol.size());
    }
    fail(token.column, fmt::format("unexpected character \"{}\"", printable(c)));
  }

 private:
  Token number(Token token) {
    const char* begin = text_.data() + at_;
    const auto [end, error] = std::from_chars(begin, text_.data() + text_.size(), token.number);
    if (error == std::errc::result_out_of_range) fail(token.column, "the number is too large or too small");
    if (error != std::errc()) fail(token.column, "incomplete number");
    token.kind = Token::Kind::kNumber;
    return finish(token, at_ + static_cast<std::size_t>(end - begin));
  }

  Token finish(Token token, std::size_t end) {
    token.text = text_.substr(at_, end - at_);
    at_ = end;
    return token;
  }

  static std::string printable(char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte >= 0x20 && byte < 0x7f ? std::string(1, c) : fmt::format("\\x{:02x}", byte);
  }

  std::string_view text_;
  std::size_t at_ = 0;
};

/// A recursive descent parser with one method per level of precedence.
class Parser {
 public:
  Parser(std::string_view text, const std::vector<std::string>& names)
      : lexer_(text), names_(names), is_too_long_(text.size() > kMaxLength) {
    advance();
  }

  Expression run() {
    if (is_too_long_) fail(kMaxLength + 1, fmt::format("the formula is longer than {} characters", kMaxLength));
    if (token_.kind == Token::Kind::kEnd) fail(token_.column, "the formula is empty");
    Expression whole = sum();
    if (token_.is(")")) fail(token_.column, "unmatched closing parenthesis");
    if (token_.kind != Token::Kind::kEnd) {
      fail(token_.column, fmt::format("expected an operator (+ - * / ^) before {}", token_.shown()));
    }
    return whole;
  }

 private:
  void advance() { token_ = lexer_.next(); }

  bool take(std::string_view symbol) {
    if (!token_.is(symbol)) return false;
    advance();
    return true;
  }

  Expression sum() {
    Expression left = product();
    while (true) {
      if (take("+")) {
        left = left + product();
      } else if (take("-")) {
        left = left - product();
      } else {
        return left;
      }
    }
  }

  Expression product() {
    Expression left = signed_power();
    while (true) {
      if (take("*")) {
        left = left * signed_power();
      } else if (take("/")) {
        left = left / signed_power();
      } else {
        return left;
      }
    }
  }

  /// As in mathematics, -x^2 is -(x^2). Also parses 2^-x.
  Expression signed_power() {
    constexpr int kMaxDepth = 200;
    if (++depth_ > kMaxDepth)
      fail(token_.column, fmt::format("the formula is nested more than {} levels deep", kMaxDepth));
    Expression result;
    if (take("-")) {
      result = -signed_power();
    } else if (take("+")) {
      result = signed_power();
    } else {
      result = atom();
      if (take("^") || take("**")) result = make(Op::kPower, {result, signed_power()});
    }
    --depth_;
    return result;
  }

  Expression atom() {
    const Token token = token_;
    advance();
    switch (token.kind) {
      case Token::Kind::kNumber: return constant(token.number);
      case Token::Kind::kName: return token_.is("(") ? call(token) : named(token);
      case Token::Kind::kSymbol:
        if (token.text == "(") {
          Expression inner = sum();
          close(token);
          return inner;
        }
        [[fallthrough]];
      case Token::Kind::kEnd:
        fail(token.column, fmt::format("expected a number, a name or a parenthesis, found {}", token.shown()));
    }
    return nullptr;
  }

  Expression named(const Token& token) {
    if (token.text == "pi") return constant(std::numbers::pi);
    const std::string name(token.text);
    if (std::find(names_.begin(), names_.end(), name) != names_.end()) return variable(name);
    for (const Function& function : functions()) {
      if (name == function.name) fail(token.column, fmt::format("{} is a function: write {}(…)", name, name));
    }
    fail(token.column, fmt::format("unknown name \"{}\"{}; known here: {}, pi", name, did_you_mean(name, names_),
                                   fmt::join(names_, ", ")));
  }

  Expression call(const Token& name) {
    const Token open = token_;
    advance();
    if (name.text == "where") return where(open);
    std::vector<Expression> arguments;
    do {
      arguments.push_back(sum());
    } while (take(","));
    close(open);
    if (name.text == "clip") {
      expect_arguments(name, arguments.size(), 3);
      return make(Op::kMin, {make(Op::kMax, {arguments[0], arguments[1]}), arguments[2]});
    }
    std::vector<std::string> known = {"where", "clip"};
    for (const Function& function : functions()) {
      known.emplace_back(function.name);
      if (name.text != function.name) continue;
      expect_arguments(name, arguments.size(), function.arity);
      return make(function.op, std::move(arguments));
    }
    fail(name.column, fmt::format("unknown function \"{}\"{}; known functions: {}", name.text,
                                  did_you_mean(name.text, known), fmt::join(known, ", ")));
  }

  /// where(a > b, c, d)
  Expression where(const Token& open) {
    const Expression a = sum();
    const Token comparison = token_;
    for (const std::string_view symbol : {">", ">=", "<", "<="}) {
      if (!take(symbol)) continue;
      const Expression b = sum();
      expect_comma();
      const Expression c = sum();
      expect_comma();
      const Expression d = sum();
      close(open);
      const Op op = symbol.size() == 1 ? Op::kIfGreater : Op::kIfAtLeast;
      return symbol[0] == '>' ? make(op, {a, b, c, d}) : make(op, {b, a, c, d});
    }
    fail(comparison.column, fmt::format("expected a comparison (>, >=, < or <=), found {}; example: where(x > 0, 1, 0)",
                                        comparison.shown()));
  }

  void expect_comma() {
    if (!take(","))
      fail(token_.column, fmt::format("expected a comma, found {}; example: where(x > 0, 1, 0)", token_.shown()));
  }

  static void expect_arguments(const Token& name, std::size_t given, std::size_t arity) {
    if (given == arity) return;
    fail(name.column, fmt::format("{} takes {} argument{}, not {}", name.text, arity, arity == 1 ? "" : "s", given));
  }

  void close(const Token& open) {
    if (take(")")) return;
    if (token_.kind == Token::Kind::kEnd) fail(open.column, "unclosed parenthesis");
    fail(token_.column, fmt::format("expected an operator or a closing parenthesis before {}", token_.shown()));
  }

  Lexer lexer_;
  const std::vector<std::string>& names_;
  bool is_too_long_;
  Token token_;
  int depth_ = 0;
};

}  // namespace

const std::vector<Function>& functions() {
  static const std::vector<Function> all = {{"abs", Op::kAbs, 1},
                                            {"sign", Op::kSign, 1},
                                            {"min", Op::kMin, 2},
                                            {"max", Op::kMax, 2},
                                            {"sqrt", Op::kSqrt, 1},
                                            {"exp", Op::kExp, 1},
                                            {"expm1", Op::kExpm1, 1},
                                            {"log", Op::kLog, 1},
                                            {"log1p", Op::kLog1p, 1},
                                            {"tanh", Op::kTanh, 1},
                                            {"sech2", Op::kSech2, 1},
                                            {"sigmoid", Op::kSigmoid, 1},
                                            {"softplus", Op::kSoftplus, 1},
                                            {"swish", Op::kSwish, 1},
                                            {"swish_derivative", Op::kSwishDerivative, 1},
                                            {"erf", Op::kErf, 1},
                                            {"serf_derivative", Op::kSerfDerivative, 1},
                                            {"tanhexp_derivative", Op::kTanhexpDerivative, 1},
                                            {"logish_derivative", Op::kLogishDerivative, 1},
                                            {"smish_derivative", Op::kSmishDerivative, 1},
                                            {"normal_cdf", Op::kNormalCdf, 1},
                                            {"normal_pdf", Op::kNormalPdf, 1},
                                            {"sin", Op::kSin, 1},
                                            {"cos", Op::kCos, 1}};
  return all;
}

Expression parse(std::string_view text, const std::vector<std::string>& names) { return Parser(text, names).run(); }

std::vector<std::string> parameter_names(std::string_view text) {
  std::vector<std::string> names;
  if (text.size() > kMaxLength) return names;
  try {
    Lexer lexer(text);
    Token token = lexer.next();
    while (token.kind != Token::Kind::kEnd) {
      const Token next = lexer.next();
      const std::string name(token.text);
      const bool is_free = token.kind == Token::Kind::kName && !next.is("(") && name != "x" && name != "pi";
      if (is_free && std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
      token = next;
    }
  } catch (const InputError&) {
    // parse() will report the error.
  }
  return names;
}

}  // namespace actsweep::formula
