// The schema check: every value of the merged tree against its row of the key table. Accepts and refuses what the JSON schema of the
// reference loader does, but goes on after the first violation.
#include "frontend/compose/check_schema.h"

#include <charconv>
#include <cmath>

#include "base/text.h"
#include "diag/rules/compose.h"

namespace stackc::compose {
namespace {

using base::cat;
using model::Kind;
using model::Member;
using model::Value;
using schema::compose::Form;
using schema::compose::Key;
using schema::compose::Object;
using schema::compose::Text;
using schema::compose::Unknown;
namespace rule = diag::rule;

double number_of(const Value& value) { return value.kind == Kind::kInt ? static_cast<double>(value.integer) : value.real; }

std::optional<double> bound(std::string_view text) {
  int number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

class Check {
 public:
  explicit Check(Context& context) : context_(context) {}
  void run(Value& root) {
    const SchemaPlace top;
    if (!root.is_map()) {
      context_.report(rule::compose_wrong_type, root.span, "a compose file is a mapping with `services:` and its like at the top");
      return;
    }
    map(top, root);
  }

 private:
  void value(const SchemaPlace& place, Value& value) {
    const Key& row = *place.row;
    constexpr int kScalars = Form::kNull | Form::kBool | Form::kInt | Form::kNumber | Form::kString;
    if (value.symbolic && value.is_scalar() && (row.forms & kScalars) != 0) return;
    if ((form_of(value) & row.forms) == 0) {
      report_wrong_type(context_, place, value);
      finite(place, value);
      return;
    }
    if (value.is_map()) {
      map(place, value);
    } else if (value.is_list()) {
      list(place, value);
    } else {
      scalar(place, value);
    }
  }

  void map(const SchemaPlace& place, Value& value) {
    const Object object = place.object();
    if (object == Object::kNone) {
      finite(place, value);
      return;
    }
    for (Member& member : *value.map) {
      const Key* row = schema::compose::row(object, member.key);
      if (row != nullptr && row->name == "*" && !schema::compose::takes_name(object, member.key)) {
        // Lists of included files were made maps before; their entries may have no name, as in the loader.
        const bool from_list = member.key.empty() && member.value->how == model::How::kShortForm;
        if (schema::compose::unknown_keys(object) != Unknown::kAny && !from_list) report_bad_name(context_, place, member);
        row = nullptr;
      } else if (row == nullptr && !allowed(object, member.key)) {
        report_unknown_key(context_, place, value, member);
      }
      const SchemaPlace inner{&place, row, member.key, member.key_span};
      if (row != nullptr) {
        this->value(inner, *member.value);
      } else {
        finite(inner, *member.value);
      }
    }
    required(place, value, object);
  }

  static bool allowed(Object object, std::string_view key) {
    const Unknown unknown = schema::compose::unknown_keys(object);
    return unknown == Unknown::kAny || (unknown == Unknown::kExtensions && key.starts_with("x-"));
  }

  void required(const SchemaPlace& place, const Value& value, Object object) {
    std::string missing;
    for (const Key& key : schema::compose::keys(object))
      if (key.required && value.map->find(key.name) == nullptr) missing = cat({missing, missing.empty() ? "`" : ", `", key.name, "`"});
    const auto choice = schema::compose::one_of(object);
    bool chosen = choice.empty();
    std::string words;
    for (const std::string_view key : choice) {
      chosen = chosen || value.map->find(key) != nullptr;
      words = cat({words, words.empty() ? "`" : " or `", key, "`"});
    }
    if (!chosen) missing = cat({missing, missing.empty() ? "" : ", ", words});
    if (!missing.empty()) report_missing_keys(context_, place, value, missing);
  }

  void list(const SchemaPlace& place, Value& value) {
    const Key* row = schema::compose::item(place.object());
    const SchemaPlace inner{&place, row, {}, {}};
    for (Value* item : *value.list) {
      if (row != nullptr) {
        this->value(inner, *item);
      } else {
        finite(inner, *item);
      }
    }
    if ((place.row->forms & Form::kDistinct) == 0) return;
    const Repeat repeat = find_repeat(*value.list);
    if (repeat.second == 0) return;
    const Value& second = *(*value.list)[repeat.second];
    const Value& first = *(*value.list)[repeat.first];
    const source::Span own = narrow(second, {});
    auto report = context_.report(rule::compose_repeated_item, own.valid() ? own : place.key_span,
                                  second.is_scalar() ? cat({"`", second.text, "` stands twice in `", place.name(), "`"})
                                                     : cat({"an entry stands twice in `", place.name(), "`"}));
    if (first.span.valid() && first.span != second.span) report.label(narrow(first, {}), "first here");
    report.help("remove one of them");
  }

  void scalar(const SchemaPlace& place, const Value& value) {
    const Key& row = *place.row;
    if (value.kind == Kind::kFloat) finite(place, value);
    if (value.is_string() && (row.text == Text::kWords || row.text == Text::kPattern)) {
      if (!schema::compose::fits(row, value.text, !context_.options.quirks.patterns_unanchored)) report_bad_text(context_, place, value);
    } else if ((value.kind == Kind::kInt || value.kind == Kind::kFloat) && !row.words.empty()) {
      range(place, value);
    }
  }

  void range(const SchemaPlace& place, const Value& value) {
    const std::string_view words = place.row->words;
    const std::size_t dots = words.find("..");
    if (dots == std::string_view::npos) return;
    const auto low = bound(words.substr(0, dots));
    const auto high = bound(words.substr(dots + 2));
    const double number = number_of(value);
    if ((!low || number >= *low) && (!high || number <= *high)) return;
    const std::string limits =
        low && high ? cat({words.substr(0, dots), " to ", words.substr(dots + 2)}) : cat({words.substr(0, dots), " and above"});
    context_.report(rule::compose_out_of_range, narrow(value, place.key_span),
                    cat({"`", value.text, "` is out of range for `", place.name(), "`: it takes ", limits}));
  }

  // The reference turns the tree into JSON, which has no infinity.
  void finite(const SchemaPlace& place, const Value& value) {
    if (value.kind == Kind::kFloat && !std::isfinite(value.real)) {
      context_
          .report(rule::compose_not_finite, narrow(value, place.key_span),
                  cat({"`", value.text, "` is not a number that a compose file may have"}))
          .help("put it into quotes if it is a text");
    } else if (value.is_list()) {
      for (const Value* item : *value.list) finite(place, *item);
    } else if (value.is_map()) {
      for (const Member& member : *value.map) finite({&place, nullptr, member.key, member.key_span}, *member.value);
    }
  }

  Context& context_;
};

}  // namespace

std::string_view SchemaPlace::name() const {
  const SchemaPlace* place = this;
  while (place != nullptr && place->key.empty()) place = place->parent;
  return place == nullptr ? std::string_view("the file") : place->key;
}

std::uint8_t form_of(const Value& value) {
  switch (value.kind) {
    case Kind::kNull:
      return Form::kNull;
    case Kind::kBool:
      return Form::kBool;
    case Kind::kInt:
      return Form::kInt | Form::kNumber;
    case Kind::kFloat:
      return value.real == std::trunc(value.real) ? Form::kInt | Form::kNumber : Form::kNumber;
    case Kind::kString:
    case Kind::kTime:
      return Form::kString;
    case Kind::kList:
      return Form::kList;
    case Kind::kMap:
      return Form::kMap;
  }
  return 0;
}

source::Span narrow(const Value& value, source::Span key_span) {
  if (value.is_null() && key_span.valid()) return key_span;
  if (value.is_scalar()) return value.span.valid() ? value.span : key_span;
  if (key_span.valid()) return key_span;
  if (value.is_map() && !value.map->empty() && value.map->begin()->key_span.valid()) return value.map->begin()->key_span;
  return value.span;
}

bool check_schema(Context& context, Value& root) {
  const std::size_t before = context.sink.errors();
  Check(context).run(root);
  return context.sink.errors() == before;
}

}  // namespace stackc::compose
