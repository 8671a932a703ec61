// Lists and maps of text in their final type.
#include <algorithm>
#include <vector>

#include "base/text.h"
#include "diag/rules/compose.h"
#include "frontend/compose/bind.h"

namespace stackc::compose {

namespace rule = diag::rule;
using model::How;
using model::Kind;
using model::Member;
using model::Value;

void fold_extensions(Context& context, Value& map) {
  if (!context.options.quirks.extension_keys) return;
  Value* folded = nullptr;
  for (const Member& member : *map.map) {
    if (member.key.substr(0, 2) != "x-") continue;
    if (folded == nullptr) folded = make_map(context, key_place(member), How::kInferred);
    context.store().set(*folded, member.key, member.value, member.key_span);
  }
  if (folded == nullptr) return;
  keep_members(context, map, [](const Member& member) { return member.key.substr(0, 2) != "x-"; });
  context.store().set(map, "#extensions", folded);
}

namespace {

bool bind_texts(Context& context, std::string_view key, Value& value, bool any) {
  if (!value.is_list()) {
    if (!value.is_null()) bad_fit(context, key, value, "a list");
    return false;
  }
  for (Value* item : *value.list) {
    if (item->is_string()) continue;
    if (item->kind == Kind::kInt || any) {
      become_text(context, *item, print_value(*item));
    } else if (item->is_null()) {
      become_text(context, *item, "");
    } else {
      bad_fit(context, key, *item, "text");
    }
  }
  return !value.list->empty();
}

bool bind_command(Context& context, std::string_view key, Value& value) {
  if (value.is_null()) return true;
  if (!value.is_list()) return value.is_string();  // could not be cut into words
  bind_texts(context, key, value, false);
  return true;
}

bool bind_pairs(Context& context, std::string_view key, Value& value, Type type) {
  if (!value.is_map()) {
    return value.is_list();  // one whose shape a variable decides
  }
  bool was_list = value.how == How::kShortForm && key != "additional_contexts";  // such a list is not looked into
  if (!was_list) fold_extensions(context, value);
  for (Member& member : *value.map) {
    Value& entry = *member.value;
    if (entry.is_string()) continue;
    if (entry.is_null()) {
      if (type != Type::kVariables) become_text(context, entry, "");
    } else if (type == Type::kPlainPairs && entry.kind != Kind::kInt) {
      bad_fit(context, member.key, entry, "text");
    } else {
      become_text(context, entry, print_value(entry));
    }
  }
  return !value.map->empty();
}

bool bind_many_pairs(Context& context, Value& value) {
  if (!value.is_map()) return false;
  fold_extensions(context, value);
  for (Member& member : *value.map) {
    if (!member.value->is_list()) {
      Value* list = make_list(context, member.value->span, How::kShortForm);
      context.store().append(*list, member.value);
      member.value = list;
    }
    for (Value* item : *member.value->list) become_text(context, *item, print_value(*item));
  }
  keep_members(context, value, [](const Member& member) { return !member.value->list->empty(); });
  return !value.map->empty();
}

struct Host {
  std::string text;  // name=address
  source::Span span;
  const Value* from;
};

void add_hosts(std::vector<Host>& hosts, std::string_view name, std::string_view address, source::Span span, const Value& from) {
  if (address.size() > 2 && address.front() == '[' && address.back() == ']') address = address.substr(1, address.size() - 2);
  hosts.push_back({base::cat({name, "=", address}), span, &from});
}

bool bad_host_name(Context& context, std::string_view name, source::Span span) {
  if (!name.empty() && name.find_first_of(":=") == std::string_view::npos) return false;
  context.report(rule::bad_host_entry, span, base::cat({"`", name, "` is no host name"})).help("write `name=address`");
  return true;
}

bool bind_hosts(Context& context, Value& value) {
  std::vector<Host> hosts;
  bool any = value.is_map() && !value.map->empty();  // a host without addresses leaves an empty list
  if (value.is_map()) {
    for (const Member& member : *value.map) {
      if (bad_host_name(context, member.key, key_place(member))) continue;
      if (member.value->is_list()) {
        for (const Value* item : *member.value->list) add_hosts(hosts, member.key, print_value(*item), item->span, *item);
      } else {
        add_hosts(hosts, member.key, member.value->is_null() ? std::string() : print_value(*member.value), member.value->span,
                  *member.value);
      }
    }
  } else if (value.is_list()) {
    for (const Value* item : *value.list) {
      std::string text = print_value(*item);
      if (item->symbolic && text.find_first_of("=:") == std::string::npos) {
        hosts.push_back({text, item->span, item});
        continue;
      }
      std::size_t cut = text.find('=');
      if (cut == std::string::npos) cut = text.find(':');
      if (cut == std::string::npos) {
        context.report(rule::bad_host_entry, item->span, base::cat({"`", text, "` has no address"}))
            .help(base::cat({"write `", text, "=10.0.0.5`, or the address that is meant"}));
        continue;
      }
      std::string_view name = std::string_view(text).substr(0, cut);
      if (bad_host_name(context, name, item->span)) continue;
      for (std::string_view address : base::split(std::string_view(text).substr(cut + 1), ','))
        add_hosts(hosts, name, address, item->span, *item);
    }
  } else {
    return false;
  }
  std::stable_sort(hosts.begin(), hosts.end(), [](const Host& a, const Host& b) { return a.text < b.text; });
  Value* list = context.store().list(value.span);
  for (const Host& host : hosts) {
    Value* made = make_text(context, host.text, host.span, How::kShortForm);
    made->before = host.from->before;
    made->symbolic = host.from->symbolic;
    context.store().append(*list, made);
  }
  value.kind = Kind::kList;
  value.list = list->list;
  return any || !value.list->empty();
}

// Keys of the agent by name, others with their path. The reference prints `id: path`, which it cannot read back.
bool bind_ssh(Context& context, Value& value) {
  if (!value.is_map()) return value.is_list();
  fold_extensions(context, value);
  Value* list = context.store().list(value.span);
  std::string_view between = context.options.quirks.ssh_printed_as_map ? ": " : "=";
  for (const Member& member : *value.map) {
    std::string path = member.value->is_null() ? std::string() : print_value(*member.value);
    std::string text = path.empty() ? std::string(member.key) : base::cat({member.key, between, path});
    context.store().append(*list, make_text(context, text, key_place(member), How::kShortForm));
  }
  value.kind = Kind::kList;
  value.list = list->list;
  return !value.list->empty();
}

bool bind_ulimit(Context& context, std::string_view key, Value& value) {
  if (value.kind == Kind::kInt) {
    if (value.integer != 0) return true;
    value.kind = Kind::kMap;  // a limit of 0 is shown as nothing
    value.map = context.store().map(value.span)->map;
    return true;
  }
  if (!value.is_map()) {
    bad_fit(context, key, value, "a whole number, or `soft` and `hard`");
    return false;
  }
  for (const Member& member : *value.map)
    if (member.key.substr(0, 2) != "x-" && !member.value->symbolic && member.value->kind != Kind::kInt)
      bad_fit(context, member.key, *member.value, "a whole number");
  keep_members(context, value, [](const Member& member) {
    return member.key.substr(0, 2) != "x-" && (member.value->symbolic || (member.value->kind == Kind::kInt && member.value->integer != 0));
  });
  return true;
}

}  // namespace

bool bind_collection(Context& context, Type type, std::string_view key, Value& value) {
  switch (type) {
    case Type::kTexts:
      return bind_texts(context, key, value, false);
    case Type::kAnyTexts:
      return bind_texts(context, key, value, true);
    case Type::kCommand:
      return bind_command(context, key, value);
    case Type::kTest:
      return value.is_list() && bind_texts(context, key, value, false);
    case Type::kPairs:
    case Type::kPlainPairs:
    case Type::kVariables:
      return bind_pairs(context, key, value, type);
    case Type::kHosts:
      return bind_hosts(context, value);
    case Type::kSsh:
      return bind_ssh(context, value);
    case Type::kUlimit:
      return bind_ulimit(context, key, value);
    case Type::kManyPairs:
      return bind_many_pairs(context, value);
    default:
      return true;
  }
}

}  // namespace stackc::compose
