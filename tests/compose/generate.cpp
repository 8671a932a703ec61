#include "generate.h"

#include <iterator>
#include <string_view>

#include "generate_text.h"
#include "schema/compose.h"

namespace stackc::compose_test {

namespace sc = schema::compose;

namespace {

Tree scalar(std::string text) {
  Tree out;
  out.text = std::move(text);
  return out;
}

template <std::size_t N>
std::string_view pick(Random& random, const std::string_view (&list)[N]) {
  return list[random.below(N)];
}

constexpr std::string_view kServiceNames[] = {"a", "b", "c"};
constexpr std::string_view kKeys[] = {"a", "b", "k1", "A", "B"};

class Maker {
 public:
  Maker(Random& random, bool tame) : random_(random), tame_(tame) {}

  Tree file(bool first) {
    Tree out;
    out.kind = Tree::Kind::kMap;
    Tree services;
    services.kind = Tree::Kind::kMap;
    for (std::string_view name : kServiceNames) {
      if (!random_.chance(first ? 60 : 50)) continue;
      Tree service = object(sc::Object::kService, 0, tame_ ? 6 : 4);
      if (first && !has(service, "image") && !bad(3)) service.members.insert(service.members.begin(), {"image", scalar("img")});
      services.members.emplace_back(std::string(name), std::move(service));
    }
    if (first || !services.members.empty()) out.members.emplace_back("services", std::move(services));
    for (std::string_view key : {"networks", "volumes", "secrets", "configs", "models"}) {
      if (random_.chance(first ? 75 : 15)) out.members.emplace_back(std::string(key), resources(key));
    }
    if (random_.chance(4)) out.members.emplace_back("jobs", value(*sc::row(sc::Object::kRoot, "jobs"), 0));
    if (random_.chance(6)) out.members.emplace_back("x-any", any(0));
    if (random_.chance(6)) out.members.emplace_back("name", scalar(std::string(text_of(random_, TextOf::kName, tame_))));
    if (random_.chance(3)) out.members.emplace_back("version", scalar("'3.8'"));
    if (bad(1)) out.members.emplace_back("unknown", any(0));
    if (!first) tags(out, 0);
    return out;
  }

 private:
  static bool has(const Tree& map, std::string_view key) {
    for (const auto& member : map.members) {
      if (member.first == key) return true;
    }
    return false;
  }

  Tree resources(std::string_view kind) {
    Tree out;
    out.kind = Tree::Kind::kMap;
    const sc::Key* row = sc::row(sc::Object::kRoot, kind);
    const sc::Key* entry = row == nullptr ? nullptr : sc::row(row->element, "*");
    for (std::string_view name : {"n1", "n2"}) {
      if (entry == nullptr) break;
      Tree made;
      made.kind = Tree::Kind::kMap;
      if (random_.chance(40)) made = value(*entry, 1);
      if (kind == "secrets" && made.kind == Tree::Kind::kMap && !bad(5)) made.members = {{"file", scalar("./s")}};
      if (kind == "configs" && made.kind == Tree::Kind::kMap && !bad(5)) made.members = {{"content", scalar("x")}};
      if (kind == "models" && !has(made, "model") && made.kind == Tree::Kind::kMap) made.members.emplace_back("model", scalar("m"));
      out.members.emplace_back(std::string(name), std::move(made));
    }
    return out;
  }

  // Any value at all, mostly a scalar.
  Tree any(int depth) {
    if (depth > 3 || random_.chance(70)) return scalar(std::string(text_of(random_, TextOf::kAnyScalar, tame_)));
    Tree out;
    out.kind = random_.chance(50) ? Tree::Kind::kList : Tree::Kind::kMap;
    for (std::size_t i = random_.below(3); i > 0; --i) {
      if (out.kind == Tree::Kind::kList)
        out.items.push_back(any(depth + 1));
      else if (std::string key(pick(random_, kKeys)); !has(out, key))
        out.members.emplace_back(key, any(depth + 1));
    }
    return out;
  }

  // Keys that are about things which are seldom there, or that exclude others.
  bool seldom(std::string_view key) {
    for (std::string_view name :
         {"extends", "provider", "external", "network_mode", "credential_spec", "jobs", "links", "volumes_from", "storage_opt"}) {
      if (key == name) return random_.chance(tame_ ? 80 : 30);
    }
    return false;
  }

  Tree object(sc::Object which, int depth, std::size_t most) {
    Tree out;
    out.kind = Tree::Kind::kMap;
    auto rows = sc::keys(which);
    for (const sc::Key& row : rows) {
      if (row.required && row.name != "*" && row.name != "[]" && !bad(3))
        out.members.emplace_back(std::string(row.name), value(row, depth + 1));
    }
    if (rows.empty()) return any(depth);
    for (std::size_t i = 1 + random_.below(most); i > 0; --i) {
      const sc::Key& row = rows[random_.below(rows.size())];
      if (row.name == "[]" || seldom(row.name)) continue;
      std::string key = row.name == "*" ? key_of(which) : std::string(row.name);
      if (!has(out, key)) out.members.emplace_back(key, value(row, depth + 1));
    }
    const sc::Key* target = sc::row(which, "target");
    bool mount = which == sc::Object::kPort || which == sc::Object::kDevice || which == sc::Object::kMount;
    if (mount && target != nullptr && !has(out, "target") && !bad(5)) out.members.emplace_back("target", value(*target, depth + 1));
    // Without its source the reference prints an internal text for the target.
    bool secret = which == sc::Object::kFileMount || which == sc::Object::kSecretMount;
    if (secret && !has(out, "source")) out.members.emplace_back("source", scalar(random_.chance(50) ? "n1" : "n2"));
    bool named = sc::row(which, "any-name") != nullptr;  // there `x-` is no extension, or one nobody thought of
    if (!named && random_.chance(2)) out.members.emplace_back("x-e", any(depth));
    if (bad(1)) out.members.emplace_back("zz", any(depth));
    return out;
  }

  std::string key_of(sc::Object which) {
    if (which == sc::Object::kDependencies) return std::string(pick(random_, kServiceNames));
    if (which == sc::Object::kServiceNetworks || which == sc::Object::kServiceModels) return random_.chance(50) ? "n1" : "n2";
    if (which == sc::Object::kUlimits || which == sc::Object::kBuildUlimits) return random_.chance(50) ? "nofile" : "nproc";
    return std::string(pick(random_, kKeys));
  }

  Tree list(sc::Object which, int depth) {
    Tree out;
    out.kind = Tree::Kind::kList;
    const sc::Key* row = sc::item(which);
    for (std::size_t i = random_.below(4); i > 0; --i) {
      if (row != nullptr)
        out.items.push_back(value(*row, depth + 1));
      else
        out.items.push_back(scalar(entry(which)));
    }
    return out;
  }

  // A text in the list that stands for a mapping.
  std::string entry(sc::Object which) {
    switch (which) {
      case sc::Object::kDependencies:
        return std::string(pick(random_, kServiceNames));
      case sc::Object::kServiceNetworks:
      case sc::Object::kServiceModels:
        return random_.chance(50) ? "n1" : "n2";
      case sc::Object::kHosts:
        return std::string(text_of(random_, TextOf::kHost, tame_));
      case sc::Object::kSshKeys:
        return random_.chance(50) ? "default" : "k=./key";
      default:
        return std::string(text_of(random_, TextOf::kPair, tame_));
    }
  }

  Tree value(const sc::Key& row, int depth) {
    if (bad(1)) return any(depth);
    if (depth > 9) return scalar("x");
    std::vector<sc::Form> forms;
    for (sc::Form form :
         {sc::kNull, sc::kBool, sc::kInt, sc::kNumber, sc::kString, sc::kString, sc::kString, sc::kList, sc::kList, sc::kMap, sc::kMap}) {
      if ((row.forms & form) != 0 && (form != sc::kNull || bad(25))) forms.push_back(form);
    }
    if (forms.empty()) return any(depth);
    switch (forms[random_.below(forms.size())]) {
      case sc::kMap:
        return object(row.element, depth, 3);
      case sc::kList:
        return list(row.element, depth);
      case sc::kNull:
        return scalar(random_.chance(50) ? "" : "null");
      case sc::kBool:
        return scalar(random_.chance(50) ? "true" : "false");
      case sc::kInt:
      case sc::kNumber:
        return scalar(std::string(text_of(random_, row.short_form == sc::Short::kPort ? TextOf::kPortNumber : TextOf::kNumber, tame_)));
      default:
        return scalar(with_variable(random_, string_of(row), tame_));
    }
  }

  std::string string_of(const sc::Key& row) {
    if (row.text == sc::Text::kWords && !bad(5)) {
      std::vector<std::string_view> list;
      for (std::size_t at = 0, end = 0; at <= row.words.size(); at = end + 1) {
        end = std::min(row.words.find('|', at), row.words.size());
        list.push_back(row.words.substr(at, end - at));
      }
      return std::string(list[random_.below(list.size())]);
    }
    return std::string(text_of(random_, kind_of_text(row), tame_));
  }

  static TextOf kind_of_text(const sc::Key& row) {
    if (row.cast == sc::Cast::kBool) return TextOf::kBoolean;
    if (row.cast != sc::Cast::kNone) return TextOf::kNumberText;
    if (row.text == sc::Text::kBytes) return TextOf::kBytes;
    if (row.text == sc::Text::kDuration) return TextOf::kDuration;
    if (row.text == sc::Text::kMode) return TextOf::kMode;
    if (row.short_form == sc::Short::kPort) return TextOf::kPort;
    if (row.short_form == sc::Short::kVolume) return TextOf::kVolume;
    if (row.short_form == sc::Short::kCommand || row.short_form == sc::Short::kHealthTest) return TextOf::kCommand;
    if (row.short_form == sc::Short::kDevice) return TextOf::kDevice;
    if (row.short_form == sc::Short::kConfig || row.name == "source") return TextOf::kResource;
    if (row.short_form == sc::Short::kExtends || (row.owner == sc::Object::kExtends && row.name == "service")) return TextOf::kService;
    if (row.owner == sc::Object::kExtends) return TextOf::kBaseFile;
    if (row.short_form == sc::Short::kEnvFile || row.owner == sc::Object::kEnvFile || row.owner == sc::Object::kEnvFiles)
      return TextOf::kEnvFile;
    if (row.path != sc::Path::kNone) return TextOf::kPath;
    if (row.name == "network_mode" || row.name == "pid" || row.name == "ipc" || row.name == "uts") return TextOf::kNamespace;
    if (row.name == "target") return TextOf::kTarget;
    if (row.name == "host_ip") return TextOf::kAddress;
    if (row.text == sc::Text::kPort) return TextOf::kExpose;
    if (row.name == "pull_policy") return TextOf::kPullPolicy;
    return TextOf::kWord;
  }

  void tags(Tree& tree, int depth) {
    if (depth > 1 && random_.chance(5)) tree.tag = random_.chance(60) ? "!override" : "!reset";
    for (auto& member : tree.members) tags(member.second, depth + 1);
  }

  // Something bad, now and then, unless the project is a tame one.
  bool bad(unsigned percent) { return !tame_ && random_.chance(percent); }

  Random& random_;
  bool tame_;
};

void print(const Tree& tree, int depth, std::string& out) {
  if (!tree.tag.empty()) (out += tree.tag) += ' ';
  switch (tree.kind) {
    case Tree::Kind::kScalar:
      out += tree.text;
      return;
    case Tree::Kind::kList:
      out += '[';
      for (const Tree& item : tree.items) {
        if (&item != tree.items.data()) out += ", ";
        print(item, 9, out);
      }
      out += ']';
      return;
    case Tree::Kind::kMap:
      bool block = depth < 3 && !tree.members.empty() && tree.tag.empty();
      if (!block) out += '{';
      for (const auto& member : tree.members) {
        if (block)
          (out += depth == 0 && &member == tree.members.data() ? "" : "\n").append(static_cast<std::size_t>(depth) * 2, ' ');
        else if (&member != tree.members.data())
          out += ", ";
        out += member.first + ": ";
        print(member.second, block ? depth + 1 : 9, out);
      }
      if (!block) out += '}';
      if (block && depth == 0) out += '\n';
  }
}

std::size_t count(const Tree& tree) {
  std::size_t out = tree.tag.empty() ? 0 : 1;
  for (const Tree& item : tree.items) out += 1 + count(item);
  for (const auto& member : tree.members) out += 1 + count(member.second);
  return out;
}

// Removes the piece with this number, in the order of count(); counts down.
bool remove(Tree& tree, std::size_t& piece) {
  if (!tree.tag.empty() && piece-- == 0) return tree.tag.clear(), true;
  for (std::size_t i = 0; i < tree.items.size(); ++i) {
    if (piece-- == 0) return tree.items.erase(tree.items.begin() + static_cast<std::ptrdiff_t>(i)), true;
    if (remove(tree.items[i], piece)) return true;
  }
  for (std::size_t i = 0; i < tree.members.size(); ++i) {
    if (piece-- == 0) return tree.members.erase(tree.members.begin() + static_cast<std::ptrdiff_t>(i)), true;
    if (remove(tree.members[i].second, piece)) return true;
  }
  return false;
}

void add_file(Generated& out, std::string path, Tree tree) { out.files.push_back({std::move(path), std::move(tree), ""}); }

}  // namespace

std::string print_yaml(const Tree& tree) {
  std::string out;
  print(tree, 0, out);
  return out;
}

Generated generate(Random& random) {
  Generated out;
  out.options.name = "case";
  Maker maker(random, random.chance(65));
  Tree main = maker.file(true);
  bool included = random.chance(12);
  if (included) {
    Tree list;
    list.kind = Tree::Kind::kList;
    list.items.push_back(scalar("sub/inc.yaml"));
    main.members.emplace_back("include", std::move(list));
    add_file(out, "sub/inc.yaml", maker.file(true));
  }
  add_file(out, "compose.yaml", std::move(main));
  if (random.chance(40)) add_file(out, "compose.override.yaml", maker.file(false));
  add_file(out, "sub/base.yaml", maker.file(true));
  for (std::string_view path : {"a.env", "sub/a.env", "sub/b.env"}) out.files.push_back({std::string(path), {}, "A=file\nE=$A-$B\n"});
  out.files.push_back({"l", {}, "a=1\n"});
  if (random.chance(30)) out.files.push_back({".env", {}, "B=dot\nN=5\n"});
  for (std::string_view name : {"A", "B", "N"}) {
    if (random.chance(50)) out.options.environment[std::string(name)] = name == "N" ? "7" : random.chance(30) ? "" : "value";
  }
  if (random.chance(15)) out.options.profiles.emplace_back(random.chance(50) ? "*" : "a");
  out.options.all_resources = random.chance(10);
  out.options.consistency = !random.chance(10);
  out.options.normalize = !random.chance(7);
  out.options.resolve_paths = !random.chance(7);
  out.options.resolve_environment = !random.chance(7);
  if (random.chance(4)) out.options.services.emplace_back("a");
  if (random.chance(3)) out.options.project_name = "named";
  return out;
}

Case printed(const Generated& project) {
  Case out = project.options;
  for (const GeneratedFile& file : project.files) {
    out.files.emplace_back(file.path, file.text.empty() ? print_yaml(file.tree) : file.text);
  }
  return out;
}

std::size_t pieces(const Generated& project) {
  std::size_t out = project.files.size() + project.options.environment.size() + 7;
  for (const GeneratedFile& file : project.files) out += count(file.tree);
  return out;
}

Generated without(const Generated& project, std::size_t piece) {
  Generated out = project;
  if (piece < out.files.size()) {
    out.files.erase(out.files.begin() + static_cast<std::ptrdiff_t>(piece));
    return out;
  }
  piece -= out.files.size();
  if (piece < out.options.environment.size()) {
    out.options.environment.erase(std::next(out.options.environment.begin(), static_cast<std::ptrdiff_t>(piece)));
    return out;
  }
  piece -= out.options.environment.size();
  Case& options = out.options;
  switch (piece) {
    case 0:
      return options.profiles.clear(), out;
    case 1:
      return options.all_resources = false, out;
    case 2:
      return options.consistency = true, out;
    case 3:
      return options.normalize = options.resolve_paths = true, out;
    case 4:
      return options.resolve_environment = true, out;
    case 5:
      return options.services.clear(), out;
    case 6:
      return options.project_name.clear(), out;
    default:
      piece -= 7;
  }
  for (GeneratedFile& file : out.files) {
    if (remove(file.tree, piece)) return out;
  }
  return out;
}

}  // namespace stackc::compose_test
