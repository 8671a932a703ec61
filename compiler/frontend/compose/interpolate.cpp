// Variables and casts on every text of a document. Keys are never touched.
#include <charconv>
#include <cmath>
#include <cstdlib>

#include "base/text.h"
#include "diag/rules/compose.h"
#include "frontend/compose/load.h"
#include "syntax/interpolation/interpolation.h"

namespace stackc::compose {

namespace rule = diag::rule;
namespace table = schema::compose;
using model::Value;

namespace {

class Interpolator {
 public:
  explicit Interpolator(Context& context) : context_(context) {
    options_.keep_unknown = context.options.unknown_variables == UnknownVariables::kKeep;
  }
  void walk(Value& value, const table::Key* row, table::Object object);

 private:
  void text(Value& value);
  void cast(Value& value, table::Cast cast);
  void cast_boolean(Value& value);
  void note(const interpolation::Variable& variable, source::Span span);
  void report(const Value& value, const interpolation::Problem& problem);
  [[nodiscard]] source::Span place(const Value& value, interpolation::Range range) const;
  [[nodiscard]] std::string path() const;

  Context& context_;
  interpolation::Options options_;
  std::vector<std::string_view> path_;
};

std::string Interpolator::path() const {
  std::string out;
  for (std::string_view step : path_) {
    if (!out.empty() && step != "[]") out += '.';
    out += step;
  }
  return out;
}

// Where the bytes of the value stand in the file: exact if the value is a piece of it; in a text with escapes or folds by its first
// occurrence.
source::Span Interpolator::place(const Value& value, interpolation::Range range) const {
  if (!value.span.valid()) return value.span;
  std::string_view file = context_.sources.text(value.span.file);
  auto at = reinterpret_cast<std::uintptr_t>(value.text.data());
  auto begin = reinterpret_cast<std::uintptr_t>(file.data());
  if (at >= begin && at + value.text.size() <= begin + file.size()) {
    auto offset = static_cast<std::uint32_t>(at - begin);
    return {value.span.file, offset + range.begin, offset + range.end};
  }
  std::string_view piece = value.text.substr(range.begin, range.end - range.begin);
  std::size_t found = piece.empty() ? std::string_view::npos : context_.sources.text(value.span).find(piece);
  if (found == std::string_view::npos) return value.span;
  auto offset = value.span.begin + static_cast<std::uint32_t>(found);
  return {value.span.file, offset, offset + static_cast<std::uint32_t>(piece.size())};
}

void Interpolator::note(const interpolation::Variable& variable, source::Span span) {
  context_.project.variables.push_back({std::string(variable.name), variable.op, std::string(variable.operand), span});
  if (!variable.known && variable.op == interpolation::Operator::kNone) warn_of_unset(context_, variable.name, span);
}

void Interpolator::report(const Value& value, const interpolation::Problem& problem) {
  source::Span span = place(value, problem.range);
  if (problem.kind == interpolation::Problem::Kind::kRequired) {
    auto report = context_.report(rule::compose_required_variable, span,
                                  base::cat({"the variable `", problem.variable, "` must be set for `", path(), "`"}));
    if (!problem.operand.empty()) report.primary(problem.operand);
    report.help(base::cat({"set `", problem.variable, "` in the environment, in `.env`, or in a file given with `--env-file`"}));
    return;
  }
  auto report = context_.report(rule::compose_bad_variable, span, problem.message);
  if (problem.kind != interpolation::Problem::Kind::kInvalid) return;
  std::string help = base::cat({"in `", path(), "`; if a `$` itself is meant, write `$$`"});
  report.help(std::move(help));
}

void Interpolator::text(Value& value) {
  interpolation::Result result = interpolation::substitute(
      value.text, [this](std::string_view name) { return context_.variable(name); }, options_);
  for (const interpolation::Variable& variable : result.variables) note(variable, place(value, variable.range));
  for (const interpolation::Problem& problem : result.problems) report(value, problem);
  if (!result.problems.empty()) {
    value.symbolic = true;  // nothing can be said about it
    return;
  }
  if (!result.variables.empty()) value.how = model::How::kVariable;
  value.symbolic = result.symbolic;
  if (result.text != value.text) value.text = context_.store().keep(result.text);
}

void Interpolator::cast_boolean(Value& value) {
  std::string word = base::to_lower(value.text);
  bool yes = word == "true" || word == "y" || word == "yes" || word == "on";
  if (!yes && word != "false" && word != "n" && word != "no" && word != "off") {
    context_.report(rule::compose_cast, value.span, base::cat({"`", path(), "` takes a boolean, and `", value.text, "` is none"}))
        .help("write `true` or `false`");
    value.symbolic = true;  // nothing more can be said about it
    return;
  }
  const char* better = yes ? "true" : "false";
  if (word != better) {
    auto report = context_.report(rule::compose_legacy_boolean, value.span, base::cat({"`", value.text, "` stands for `", better, "`"}));
    report.help(base::cat({"write `", better, "`"}));
    if (value.how != model::How::kVariable) report.fix(base::cat({"write `", better, "`"}), diag::Safety::kSafe, {{value.span, better}});
  }
  value.kind = model::Kind::kBool;
  value.boolean = yes;
}

std::optional<std::int64_t> to_integer(std::string_view text) {
  if (text.starts_with('+') && text.size() > 1 && text[1] != '-') text.remove_prefix(1);
  std::int64_t number = 0;
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

// The number without `_`, which may stand between digits; none if one stands elsewhere.
std::optional<std::string> without_underscores(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '_') {
      out += text[i];
    } else if (i == 0 || i + 1 == text.size() || !base::is_alnum(text[i - 1]) || !base::is_alnum(text[i + 1])) {
      return std::nullopt;
    }
  }
  return out;
}

// As Go's strconv.ParseFloat, which also takes `inf`, `nan`, `1_000`, and hexadecimal numbers with an exponent.
std::optional<double> to_real(std::string_view written) {
  std::optional<std::string> number_text = without_underscores(written);
  if (!number_text) return std::nullopt;
  const std::string& text = *number_text;
  if (text.empty() || (text[0] != '+' && text[0] != '-' && text[0] != '.' && !base::is_alnum(text[0]))) return std::nullopt;
  if (text.find('(') != text.npos) return std::nullopt;
  bool hexadecimal = text.find_first_of("xX") != text.npos;
  if (hexadecimal && text.find_first_of("pP") == text.npos) return std::nullopt;
  char* end = nullptr;
  double number = std::strtod(text.c_str(), &end);  // the locale is never set: `.` is the point
  if (end != text.c_str() + text.size()) return std::nullopt;
  bool named = text.find_first_of("iInN") != text.npos && !hexadecimal;
  if (std::isinf(number) && !named) return std::nullopt;
  return number;
}

void Interpolator::cast(Value& value, table::Cast cast) {
  if (value.symbolic || cast == table::Cast::kNone) return;
  if (cast == table::Cast::kBool) return cast_boolean(value);
  if (cast == table::Cast::kInt) {
    if (std::optional<std::int64_t> number = to_integer(value.text)) {
      value.kind = model::Kind::kInt;
      value.integer = *number;
      return;
    }
  } else if (std::optional<double> number = to_real(value.text)) {
    value.kind = model::Kind::kFloat;
    value.real = *number;
    return;
  }
  value.symbolic = true;
  context_
      .report(
          rule::compose_cast, value.span,
          base::cat({"`", path(), "` takes ", cast == table::Cast::kInt ? "an integer" : "a number", ", and `", value.text, "` is none"}))
      .help(value.how == model::How::kVariable ? "set the variable to a number, or give it a default" : "write a number");
}

void Interpolator::walk(Value& value, const table::Key* row, table::Object object) {
  if (value.is_string()) {
    if (interpolation::has_variable(value.text)) text(value);
    if (row != nullptr) cast(value, row->cast);
  } else if (value.is_list()) {
    const table::Key* item = object == table::Object::kNone ? nullptr : table::item(object);
    path_.emplace_back("[]");
    for (Value* each : *value.list) walk(*each, item, item == nullptr ? table::Object::kNone : item->element);
    path_.pop_back();
  } else if (value.is_map()) {
    for (model::Member& member : *value.map) {
      const table::Key* next = object == table::Object::kNone ? nullptr : table::row(object, member.key);
      path_.push_back(member.key);
      walk(*member.value, next, next == nullptr ? table::Object::kNone : next->element);
      path_.pop_back();
    }
  }
}

}  // namespace

void interpolate(Context& context, Value& document) { Interpolator(context).walk(document, nullptr, table::Object::kRoot); }

}  // namespace stackc::compose
