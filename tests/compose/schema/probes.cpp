// Small compose files, made from the key table: for each row good and bad values at its place in an otherwise minimal file. One line of
// JSON each on standard output: the path of the row, what our check says, and the file.
#include <cstdio>
#include <deque>
#include <set>
#include <string>
#include <vector>

#include "base/file_system.h"
#include "base/json.h"
#include "base/text.h"
#include "frontend/compose/stages.h"

namespace stackc::compose {
namespace {

using model::Value;
using schema::compose::Key;
using schema::compose::Object;
using schema::compose::Text;
namespace table = schema::compose;

class Probes {
 public:
  explicit Probes(bool all) : all_(all) {}
  void run() {
    // Breadth first, so that each object is probed at its shortest path.
    std::set<Object> seen{Object::kRoot};
    std::deque<std::pair<Object, std::vector<const Key*>>> work;
    work.push_back({Object::kRoot, {}});
    while (!work.empty()) {
      const auto [object, path] = work.front();
      work.pop_front();
      probe_object(object, path);
      for (const Key& key : table::keys(object)) {
        if (key.element == Object::kNone || !seen.insert(key.element).second) continue;
        std::vector<const Key*> inner = path;
        inner.push_back(&key);
        work.push_back({key.element, inner});
      }
    }
  }

 private:
  Value* text(std::string_view text) { return store_.copy_string(text, {}); }
  Value* list(std::initializer_list<Value*> items) {
    Value* out = store_.list({});
    for (Value* item : items) store_.append(*out, item);
    return out;
  }
  Value* map(std::initializer_list<std::pair<std::string_view, Value*>> members) {
    Value* out = store_.map({});
    for (const auto& [key, value] : members) store_.set(*out, key, value);
    return out;
  }

  // The least that an object may be: what it requires.
  Value* least(Object object) {
    Value* out = store_.map({});
    for (const Key& key : table::keys(object))
      if (key.required) store_.set(*out, key.name, sample(key));
    if (!table::one_of(object).empty()) store_.set(*out, table::one_of(object).front(), store_.boolean(true, {}));
    return out;
  }
  Value* sample(const Key& key) {
    if (key.text == Text::kWords) return text(base::split(key.words, '|').front());
    if (key.text == Text::kPattern) return text("every_12h");
    if ((key.forms & table::kString) != 0) return text("a");
    if ((key.forms & table::kList) != 0) return list({});
    if ((key.forms & table::kMap) != 0) return least(key.element);
    if ((key.forms & table::kBool) != 0) return store_.boolean(true, {});
    if ((key.forms & (table::kInt | table::kNumber)) != 0) return store_.integer(1, {});
    return store_.null({});
  }

  // The value in its place: path[0] in the root, and so on; `*` becomes `a`, `[]` a list of one.
  Value* file(const std::vector<const Key*>& path, Value* value) {
    for (std::size_t i = path.size(); i-- > 0;) {
      const Key& key = *path[i];
      if (key.name == "[]") {
        value = list({value});
        continue;
      }
      Value* outer = least(key.owner);
      store_.set(*outer, key.name == "*" ? "a" : key.name, value);
      value = outer;
    }
    return value;
  }

  void emit(const std::vector<const Key*>& path, Value* value) {
    Value* root = file(path, value);
    const std::string json = model::to_json(*root);
    if (!written_.insert(json).second) return;
    std::string place;
    for (const Key* key : path) place = base::cat({place, place.empty() ? "" : ".", key->name});
    source::SourceManager sources;
    diag::Sink sink;
    base::RealFileSystem files;
    Project project;
    const LoadOptions options;
    Context context{project, options, files, sources, sink};
    const bool good = check_schema(context, *root);
    std::printf("{\"path\":%s,\"ours\":%s,\"file\":%s}\n", base::json_quote(place).c_str(), good ? "true" : "false", json.c_str());
  }

  void probe_object(Object object, const std::vector<const Key*>& path) {
    const bool container = object == Object::kJob || object == Object::kPreStart;
    for (const Key& key : table::keys(object)) {
      std::vector<const Key*> inner = path;
      inner.push_back(&key);
      // What jobs and pre_start have in common with services was probed there.
      const bool again = container && table::row(Object::kService, key.name) != nullptr;
      probe_row(inner, key, all_ || !again);
      if (key.name == "*") probe_names(path, key);
    }
    const bool has_keys = !table::key_names(object).empty();
    if (!has_keys) return;
    probe_members(path, object);
  }

  // A good value under names of every kind.
  void probe_names(const std::vector<const Key*>& path, const Key& key) {
    for (const std::string_view name : {"", "A b", "x-a", "web.1_B-c", "a\nb", "\n", "$a", "\xC3\xA4"}) {
      Value* outer = least(key.owner);
      store_.set(*outer, name, sample(key));
      emit(path, outer);
      Value* odd = least(key.owner);
      store_.set(*odd, name, list({list({})}));
      emit(path, odd);
    }
  }

  void probe_members(const std::vector<const Key*>& path, Object object) {
    for (const Key& key : table::keys(object)) {
      if (!key.required) continue;
      Value* without = least(object);
      without->map->erase(key.name);
      emit(path, without);
    }
    Value* extended = least(object);
    store_.set(*extended, "x-a", store_.integer(1, {}));
    emit(path, extended);
    Value* unknown = least(object);
    store_.set(*unknown, "unknown", store_.integer(1, {}));
    emit(path, unknown);
  }

  void probe_row(const std::vector<const Key*>& path, const Key& key, bool fully) {
    emit(path, sample(key));
    emit(path, store_.null({}));
    emit(path, store_.boolean(true, {}));
    emit(path, store_.integer(1, {}));
    emit(path, text("a"));
    emit(path, list({}));
    emit(path, map({}));
    if (!fully) return;
    probe_scalars(path, key);
    if ((key.forms & table::kList) != 0 || all_) probe_lists(path, key);
    if ((key.forms & table::kMap) != 0 || all_) probe_maps(path, key);
  }

  void probe_scalars(const std::vector<const Key*>& path, const Key& key) {
    emit(path, store_.real(0.5, {}));
    emit(path, store_.real(2.0, {}));
    if (!key.words.empty() || all_) {
      for (const int number : {-1001, -1000, -1, 0, 100, 101, 1000, 1001}) emit(path, store_.integer(number, {}));
      for (const std::string_view word : {"", "every_1d", "every_", "a-", "A", "-ab-", "1000"}) emit(path, text(word));
    }
    if (key.text == Text::kWords) {
      for (const std::string_view word : base::split(key.words, '|')) {
        emit(path, text(word));
        emit(path, text(base::to_upper(word)));
        emit(path, text(base::cat({word, " "})));
      }
    }
  }

  void probe_lists(const std::vector<const Key*>& path, const Key& key) {
    emit(path, list({text("a")}));
    emit(path, list({text("a"), text("b")}));
    emit(path, list({text("a"), text("a")}));
    emit(path, list({store_.integer(1, {})}));
    emit(path, list({store_.integer(1, {}), store_.real(1.0, {})}));
    emit(path, list({text("1"), store_.integer(1, {})}));
    emit(path, list({store_.null({})}));
    emit(path, list({store_.boolean(true, {})}));
    emit(path, list({list({})}));
    emit(path, list({map({{"a", text("b")}})}));
    const Key* row = table::item(key.element);
    if (row != nullptr) emit(path, list({sample(*row), sample(*row)}));
    if (row != nullptr && (row->forms & table::kMap) != 0) {
      emit(path, list({least(row->element), least(row->element)}));
      emit(path, list({least(row->element)}));
    }
    Value* many = store_.list({});
    for (int i = 0; i < 9; ++i) store_.append(*many, text(std::to_string(i % 8)));
    emit(path, many);
  }

  void probe_maps(const std::vector<const Key*>& path, const Key& key) {
    emit(path, map({{"a", text("b")}}));
    emit(path, map({{"a", store_.integer(1, {})}}));
    emit(path, map({{"a", store_.null({})}}));
    emit(path, map({{"a", store_.boolean(true, {})}}));
    emit(path, map({{"a", list({text("b")})}}));
    emit(path, map({{"a", map({})}}));
    emit(path, map({{"", text("b")}}));
    emit(path, map({{"A b", text("c")}}));
    emit(path, map({{"A b", list({})}}));
    emit(path, map({{"x-a", text("b")}}));
    if (key.element != Object::kNone) emit(path, least(key.element));
  }

  bool all_;
  model::Store store_;
  std::set<std::string> written_;
};

}  // namespace
}  // namespace stackc::compose

int main(int argc, char** argv) {
  stackc::compose::Probes(argc > 1 && std::string_view(argv[1]) == "--all").run();
  return 0;
}
