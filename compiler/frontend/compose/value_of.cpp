// From the YAML tree to values: aliases copied, merge keys applied, scalars typed as go-yaml types them, marks noted with their paths.
#include <cmath>
#include <cstdio>
#include <limits>

#include "base/text.h"
#include "diag/rules/compose.h"
#include "diag/rules/yaml.h"
#include "frontend/compose/stages.h"
#include "syntax/yaml/scalar.h"

namespace stackc::compose {

namespace rule = diag::rule;
using model::Mark;
using model::Value;

namespace {

constexpr std::size_t kMaxCopies = 1'000'000;  // values that aliases may add to a document
constexpr std::size_t kManyValues = 100'000;   // from here on the reference loader refuses a document

class Reader {
 public:
  Reader(Context& context, Marks& marks, std::string_view text)
      : context_(context), marks_(marks), tagged_(text.find("!reset") != text.npos || text.find("!override") != text.npos) {}
  Value* root(const yaml::Node& node) {
    Value* value = read(node);
    if (visits_ > kManyValues) {
      context_
          .report(rule::compose_many_values, value->span,
                  base::cat({"the document has ", std::to_string(visits_), " values; Docker Compose refuses more than 100000"}))
          .help("split it: `include` reads each file on its own");
    }
    return value;
  }

 private:
  Value* read(const yaml::Node& node);
  Value* scalar(const yaml::Node& node);
  Value* list(const yaml::Node& node);
  Value* map(const yaml::Node& node);
  void members(const yaml::Node& node, Value& out, bool merged);
  void member(const yaml::Entry& entry, Value& out, bool merged);
  void merge_keys(const yaml::Node& value, Value& out);
  bool key(const yaml::Node& node, bool merged, std::string_view& text);
  void note(const yaml::Node& node, Mark mark);
  void note_all(const yaml::Node& node);
  static bool is_merge(const yaml::Node& key);
  static Mark mark_of(const yaml::Node& node);

  Context& context_;
  Marks& marks_;
  std::vector<std::string_view> path_;
  std::vector<const yaml::Node*> aliases_;  // that are being copied
  std::size_t copies_ = 0;
  std::size_t visits_ = 0;
  bool tagged_;               // the text has such tags at all
  bool inside_mark_ = false;  // below !override the tags mean nothing
  bool full_ = false;
};

bool Reader::is_merge(const yaml::Node& key) {
  if (key.kind != yaml::Kind::kScalar) return false;
  std::string_view tag = key.properties->full_tag;
  return tag.empty() ? key.style == yaml::Style::kPlain && key.text == "<<" : tag == "tag:yaml.org,2002:merge" || tag == "!!merge";
}

Mark Reader::mark_of(const yaml::Node& node) {
  std::string_view tag = node.properties->full_tag;
  return tag == "!reset" ? Mark::kReset : tag == "!override" ? Mark::kOverride : Mark::kNone;
}

void Reader::note(const yaml::Node& node, Mark mark) { marks_.push_back({path_, mark, node.properties->tag_span}); }

void Reader::note_all(const yaml::Node& node) {
  if (!tagged_ || inside_mark_) return;
  const yaml::Node& target = node.resolved();
  if (Mark mark = mark_of(target); mark != Mark::kNone) {
    note(target, mark);
    return;
  }
  if (++copies_ > kMaxCopies) return;
  for (const yaml::Entry& entry : target.entries) {
    path_.push_back(entry.key->resolved().text);
    note_all(*entry.value);
    path_.pop_back();
  }
}

Value* Reader::read(const yaml::Node& node) {
  ++visits_;
  const yaml::Node& target = node.resolved();
  bool alias = &target != &node;
  if (alias) {
    aliases_.push_back(&target);
  }
  if (!aliases_.empty() && ++copies_ > kMaxCopies) {
    if (!full_) {
      context_.report(rule::yaml_budget, node.span, "the aliases of this document stand for too many values")
          .help("write out what is meant; a value may be repeated by an alias only in reason");
    }
    full_ = true;
  }
  Mark mark = inside_mark_ ? Mark::kNone : mark_of(target);
  if (mark != Mark::kNone) note(target, mark);
  bool outer = inside_mark_;
  inside_mark_ = inside_mark_ || mark != Mark::kNone;
  Value* value = nullptr;
  if (full_) {
    value = context_.store().null(target.span);
  } else if (target.kind == yaml::Kind::kScalar) {
    value = scalar(target);
  } else {
    value = target.kind == yaml::Kind::kMap ? map(target) : list(target);
  }
  value->mark = mark;
  inside_mark_ = outer;
  if (alias) aliases_.pop_back();
  return value;
}

// As Go prints a time: 2024-01-02 00:00:00 +0000 UTC. In: the instant as the YAML library gives it. A zone that was written is not kept.
std::string time_text(std::string_view utc) {
  std::string out(utc);
  if (std::size_t t = out.find('T'); t != std::string::npos) out[t] = ' ';
  if (!out.empty() && out.back() == 'Z') out.pop_back();
  return out + " +0000 UTC";
}

Value* Reader::scalar(const yaml::Node& node) {
  model::Store& store = context_.store();
  bool quoted = node.style != yaml::Style::kPlain;
  if (quoted && node.properties->full_tag.empty()) {
    Value* value = store.string(node.text, node.span);
    value->quoted = true;
    return value;
  }
  yaml::Scalar typed = yaml::resolve_scalar(node);
  Value* value = nullptr;
  switch (typed.type) {
    case yaml::ScalarType::kNull:
      value = store.null(node.span);
      break;
    case yaml::ScalarType::kBool:
      value = store.boolean(typed.boolean, node.span);
      break;
    case yaml::ScalarType::kInt:
      if (typed.magnitude <= static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max())) {
        auto number = static_cast<std::int64_t>(typed.magnitude);
        value = store.integer(typed.negative ? -number : number, node.span);
      } else if (typed.negative) {
        value = store.integer(std::numeric_limits<std::int64_t>::min(), node.span);
      } else {
        value = store.copy_string(std::to_string(typed.magnitude), node.span);
        return value;
      }
      break;
    case yaml::ScalarType::kFloat:
      value = store.real(typed.number, node.span);
      break;
    case yaml::ScalarType::kTimestamp:
      // It is text where something is replaced in texts, and stays a time elsewhere.
      value = store.copy_string(context_.options.interpolate ? time_text(typed.text) : std::string(typed.text), node.span);
      value->kind = model::Kind::kTime;
      return value;
    case yaml::ScalarType::kBinary:
      return store.copy_string(typed.text, node.span);
    default:
      value = store.string(node.text, node.span);
  }
  value->text = node.text;
  value->quoted = quoted;
  return value;
}

Value* Reader::list(const yaml::Node& node) {
  Value* value = context_.store().list(node.span);
  value->list->reserve(context_.store().arena(), static_cast<std::uint32_t>(node.items.size()));
  for (std::size_t i = 0; i < node.items.size(); ++i) {
    path_.push_back({});  // no key is empty here: nothing below a list is reached from another layer
    context_.store().append(*value, read(*node.items[i]));
    path_.pop_back();
  }
  return value;
}

Value* Reader::map(const yaml::Node& node) {
  Value* value = context_.store().map(node.span);
  members(node, *value, false);
  return value;
}

// What the map has itself comes first and wins, then its merge keys, the first of them before the others.
void Reader::members(const yaml::Node& node, Value& out, bool merged) {
  const yaml::Node* merge_value = nullptr;
  for (const yaml::Entry& entry : node.entries) {
    if (is_merge(*entry.key)) {
      merge_value = entry.value;
    } else {
      member(entry, out, merged);
    }
  }
  if (merge_value != nullptr) merge_keys(*merge_value, out);
}

void Reader::member(const yaml::Entry& entry, Value& out, bool merged) {
  std::string_view text;
  if (!key(*entry.key, merged, text)) return;
  path_.push_back(text);
  const Value* there = merged ? out.find(text) : nullptr;
  const bool hidden = there != nullptr && there->mark != Mark::kReset;
  const bool nothing = merged && mark_of(entry.value->resolved()) == Mark::kReset;
  if (hidden || nothing) {
    note_all(*entry.value);  // it does not count here, but the layers below still lose what its marks say
  } else {
    context_.store().set(out, text, read(*entry.value), entry.key->span);
  }
  path_.pop_back();
}

void Reader::merge_keys(const yaml::Node& value, Value& out) {
  const yaml::Node& target = value.resolved();
  if (&target != &value) {
    for (const yaml::Node* open : aliases_) {
      if (open == &target) return;  // the YAML reader has reported it
    }
    aliases_.push_back(&target);
  }
  ++visits_;
  if (target.kind == yaml::Kind::kMap) {
    members(target, out, true);
  } else if (target.kind == yaml::Kind::kSeq) {
    path_.push_back({});  // the loader loses the way here: marks inside reach nothing below
    for (const yaml::Node* item : target.items) merge_keys(*item, out);
    path_.pop_back();
  }
  if (&target != &value) aliases_.pop_back();
}

// Whether the key can be used. Keys of merged maps are taken as text, whatever they are.
bool Reader::key(const yaml::Node& node, bool merged, std::string_view& text) {
  const yaml::Node& target = node.resolved();
  text = target.text;
  if (target.kind != yaml::Kind::kScalar) return false;  // the YAML reader has reported it
  if (target.style != yaml::Style::kPlain && target.properties->full_tag.empty()) return true;
  yaml::ScalarType type = yaml::scalar_type(target);
  if (type == yaml::ScalarType::kNull && merged) return false;
  if (merged || type == yaml::ScalarType::kString || type == yaml::ScalarType::kOther || type == yaml::ScalarType::kMerge ||
      type == yaml::ScalarType::kBinary || !context_.options.quirks.keys_must_be_text)
    return true;
  const char* what = type == yaml::ScalarType::kNull        ? "null"
                     : type == yaml::ScalarType::kBool      ? "a boolean"
                     : type == yaml::ScalarType::kTimestamp ? "a time"
                                                            : "a number";
  std::string where = path_.empty() ? "at the top level" : "in `";
  if (!path_.empty()) {
    for (std::string_view step : path_) {
      if (where.size() > 4 && !step.empty()) where += '.';
      where += step.empty() ? "[]" : step;
    }
    where += '`';
  }
  auto report = context_.report(rule::compose_key_not_text, target.span,
                                base::cat({"the key `", target.text, "` ", where, " is ", what, ", not text"}));
  if (target.span.begin != target.span.end) {
    std::string quoted = base::cat({"\"", target.text, "\""});
    report.help(base::cat({"put it in quotes: `", quoted, ":`"}))
        .fix("put the key in quotes", diag::Safety::kUnsafe, {{target.span, quoted}});
  }
  return true;
}

}  // namespace

Value* value_of(Context& context, const yaml::Document& document, Marks& marks) {
  Reader reader(context, marks, context.sources.text(document.root->span.file));
  return reader.root(*document.root);
}

}  // namespace stackc::compose
