// One environment while it is compiled: the merged tree, the services with their templates expanded, and the words (scopes) in which their
// texts are meant.
//
//   merge -> filter by `when` -> parameters -> expand templates (expand.cpp) -> resolve references while lowering (resolve.cpp,
//   outputs.cpp, filters.cpp, lower_*.cpp)
//
// References are resolved last, on the merged tree: an override can never leave a reference to what it replaced.
#pragma once

#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "diag/diagnostic.h"
#include "frontend/stack/model.h"
#include "frontend/stack/params.h"
#include "frontend/stack/template.h"
#include "ir/ir.h"
#include "schema/compose.h"
#include "source/source.h"

namespace stackc::frontend {

inline constexpr std::size_t kNoService = static_cast<std::size_t>(-1);

struct Binding {
  const ParamSpec* spec = nullptr;
  Node value;  // null: unset
};
// Whose words a text is in: the stack's (of one service, for `self`), or a template's with its parameters, or one turn of a loop inside a
// template.
struct Scope {
  static constexpr std::uint32_t kNone = 0xffffffffu;
  std::uint32_t parent = kNone;                          // a loop's surroundings
  std::size_t service = kNoService;                      // `self`
  const Template* from = nullptr;                        // nullptr: the stack file
  std::map<std::string, Binding, std::less<>> params{};  // of a template
  std::string loop{};                                    // name of the loop variable; "": no loop
  Binding item{};
  std::optional<Node> key{};  // loops over mappings
  std::size_t index = 0;      // from 1
};

struct ServiceModel {
  std::string name;
  source::Span span;  // of its key
  bool task = false;
  Node user;  // as the stack says it, environment merged in
  const Template* from = nullptr;
  std::uint32_t user_scope = 0, template_scope = 0;
  Node model;                                      // template and stack merged
  Node template_command, dev_command, dev_mounts;  // null: none
  Node extra;                                      // `extra:`, null: none
  Node outputs, facts, image, requires_list;       // of the template, expanded; image: of one that is not built
  bool built = false;
  std::optional<Node> all_facts;     // with those of the image's owner
  std::optional<std::size_t> owner;  // of the image
  bool usable = true;
};

// Where a text is used, for the references that are found in it.
struct HealthWords {
  std::uint16_t port = 0;
  std::string port_text;
  std::string path;
  std::uint32_t timeout = 0;
};
struct Use {
  std::size_t service = kNoService;  // who uses it
  std::string where{};               // "env DATABASE_URL"
  bool record = true;
  const HealthWords* health = nullptr;  // gives `${health.port}` ... in probes
  bool in_image = false;                // `${self.command}` is the template's: the text of a Dockerfile is the same everywhere
  std::string edge{};                   // of the service parameter that it came through
  std::optional<ir::Origin> site{};     // the user's words, when a template's text led there
};

struct Value {
  enum class Kind : std::uint8_t { kFailed, kUnset, kText, kTree, kService } kind = Kind::kFailed;
  ir::Text text;
  bool quoted = true;  // false: a number or bool if it looks like one
  Node tree;           // kTree
  std::size_t service = kNoService;
};

struct EnvironmentInfo {
  std::string name;
  source::Span span;
  ir::Mode mode = ir::Mode::kProd;
  std::vector<std::string> emit;
  ir::Deliver deliver = ir::Deliver::kEnv;
};

class Environment {
 public:
  Environment(EnvironmentInfo info, Templates& templates, const source::SourceManager& sources, diag::Sink& sink)
      : info_(std::move(info)), templates_(templates), sources_(sources), sink_(sink) {}

  // `root`: the merged stack (environment applied). `others`: services and tasks that `when` leaves out here.
  ir::Stack compile(Node root, const std::vector<ParamSpec>& params, const std::vector<Member>& param_values,
                    const std::map<std::string, std::string>& docs);
  [[nodiscard]] std::string dump();

 private:
  // environment.cpp: set-up
  void bind_stack_params(const std::vector<ParamSpec>& params, const std::vector<Member>& values);
  void add_services(Node& root);
  void declare(const Node& root);
  bool in_this_environment(const Member& member) const;
  std::uint32_t add_scope(Scope scope);

  // expand.cpp: templates
  void expand_service(ServiceModel& service);
  void check_image_source(const ServiceModel& service);
  void bind_template_params(ServiceModel& service, Scope& scope);
  void check_service_params(const ParamSpec& spec, const Node& value);
  void evaluate_param(const ParamSpec& spec, Node& value);
  std::optional<Node> expand(const Node& node, std::uint32_t scope);
  std::optional<Node> expand_map(const Node& node, std::uint32_t scope);
  void expand_items(const Node& list, std::uint32_t scope, Node& out);
  void expand_each(const Node& loop, std::uint32_t scope, const std::function<void(Node)>& take);
  bool conditions_hold(const Node& conditions, std::uint32_t scope);
  bool condition_holds(const Node* value, const Node& wanted);
  bool text_matches(const std::string& text, const Node& wanted) const;
  bool words_match(const std::vector<std::string>& words, const Node& wanted) const;
  Node section(const ServiceModel& service, std::string_view key);

  // resolve.cpp: references
  Value evaluate(const Node& scalar, const Use& use);
  Value resolve(const scalar::Reference& reference, const Node& node, const Use& use);
  Value resolve_root(const scalar::Reference& reference, const Node& node, const Use& use);
  Value walk(const Binding& binding, const scalar::Reference& reference, std::size_t at, const Node& node, const Use& use);
  const Binding* find_param(std::string_view name, std::uint32_t scope) const;
  const Scope* find_loop(std::string_view name, std::uint32_t scope) const;
  const Node* find_tree(const scalar::Reference& reference, std::uint32_t scope, const ParamSpec** spec, bool& known);
  Value fixed_word(const scalar::Reference& reference, const Node& node, const Use& use);
  Value secret(const scalar::Reference& reference, const Node& node);
  Value filtered(Value value, const scalar::Reference& reference, const Node& node, const Use& use);
  void unknown_service(const std::string& name, source::Span span);
  std::optional<std::size_t> find_service(std::string_view name) const;
  std::optional<std::size_t> named_service(const Node& scalar, const Use& use);
  ir::Text text_of(const Node& node, const Use& use, bool* good = nullptr);
  std::optional<std::string> plain_of(const Node& node, const Use& use);
  std::optional<std::string> plain_text(const ir::Text& text, const Node& node);
  std::vector<ir::Text> texts_of(const Node& list, const Use& use);
  std::vector<std::string> plains_of(const Node& list, const Use& use);

  // outputs.cpp
  Value output(std::size_t service, const scalar::Reference& reference, std::size_t at, const Node& node, const Use& use);
  Value builtin_output(std::size_t service, const scalar::Reference& reference, std::size_t at, const Node& node, const Use& use,
                       bool& known, std::string& port);
  Value self_word(std::size_t service, std::string_view word, const Use& use, bool& known);
  std::vector<std::string> output_names(std::size_t service) const;
  std::optional<std::string> public_url(std::size_t service, int depth = 0);
  void record(const Use& use, std::size_t to, ir::ReferenceKind kind, std::string output, std::string port, const ir::Origin& origin);
  const Node* find_port(std::size_t service, std::string_view name) const;
  std::string http_port(std::size_t service) const;
  std::pair<std::string, std::string> metrics_of(std::size_t service);  // port name, path; "" if it has none
  std::string image_reference(std::size_t service, int depth = 0);
  std::size_t image_owner(std::size_t service, int depth = 0);
  std::size_t find_image_owner(std::size_t service, int depth);

  // lower_*.cpp
  void lower_service(std::size_t index);
  void lower_env(std::size_t index);
  void lower_ports(std::size_t index);
  void lower_mounts(std::size_t index, const Node& mounts, bool dev_only);
  void lower_mount(std::size_t index, const Member& member, bool dev_only);
  void lower_depends(std::size_t index);
  void lower_health(std::size_t index);
  void lower_health_kind(std::size_t index, const Node& health, ir::Health& out);
  void lower_metrics(std::size_t index);
  void lower_resources(std::size_t index);
  void lower_facts(std::size_t index);
  void lower_files(std::size_t index);
  void lower_task(std::size_t index);
  void lower_labels(std::size_t index);
  void check_requirements(std::size_t index);
  ir::Value lower_value(const Node& node, const Use& use);
  void lower_extra(const Node& extra, schema::compose::Object object, const Use& use, ir::Field<ir::ValueMap>& out);
  struct EnvEntry {
    std::string name;
    const Member* member = nullptr;
    std::string where;  // "" for its own
  };
  std::vector<EnvEntry> effective_env(std::size_t index, int depth = 0);
  void lower_images();
  void lower_image(std::size_t index);
  void lower_build(std::size_t index, const Node& build, ir::Image& image);
  void lower_targets(std::size_t index, const Node& build, ir::Image& image);
  void lower_step(std::size_t index, const Node& step, const std::string& workdir, std::vector<ir::Step>& out);
  void lower_copy(std::size_t index, const Node& step, const std::string& workdir, const ir::Step& common, std::vector<ir::Step>& out);
  void lower_run_mounts(std::size_t index, const Node& mounts, ir::Step& step);
  std::pair<std::uint32_t, std::uint32_t> run_as(std::size_t index);
  void lower_ci(const Node& ci);
  void lower_secrets(const Node* secrets);
  void lower_volumes(const Node* volumes);
  const Node& facts_of(std::size_t index);
  Node merged_facts(std::size_t index);

  std::optional<std::uint64_t> measured(const Node* node, schema::Type type, const Use& use);
  std::optional<std::uint32_t> seconds(const Node* node, const Use& use);
  std::optional<std::string> checked(const Node* node, schema::Type type, std::string_view words, const Use& use);
  bool flag(const Node* node, const Use& use);
  ir::Service& service_ir(std::size_t index) { return stack_.services[ir::ServiceId(index)]; }

  EnvironmentInfo info_;
  Templates& templates_;
  const source::SourceManager& sources_;
  diag::Sink& sink_;
  Node root_;
  std::map<std::string, Binding, std::less<>> params_;
  std::deque<Scope> scopes_;
  std::deque<ServiceModel> services_;
  std::map<std::string, std::size_t, std::less<>> index_;
  std::vector<std::size_t> proxies_;                           // services that route to others
  std::map<std::string, source::Span, std::less<>> left_out_;  // by `when`
  std::map<std::string, ir::SecretId, std::less<>> secrets_;
  std::map<std::string, ir::VolumeId, std::less<>> volumes_;
  std::vector<std::pair<std::size_t, std::string>> resolving_;  // outputs on the way, to find loops
  std::uint32_t depth_ = 0;
  std::size_t expanded_ = 0;
  bool spent_ = false;
  ir::Stack stack_;
};

}  // namespace stackc::frontend
