// Circles of dependencies among active services.
#include <unordered_map>

#include "base/text.h"
#include "diag/rules/compose.h"
#include "frontend/compose/consistency.h"

namespace stackc::compose {

namespace rule = diag::rule;
using model::Member;
using model::Value;

namespace {

enum class State : std::uint8_t { kNew, kOpen, kDone };
struct Node {
  const Member* service;
  State state = State::kNew;
};
struct Step {
  std::size_t node;
  std::uint32_t next = 0;  // position in depends_on
};

class Walk {
 public:
  Walk(Context& context, const Value& services) : context_(context) {
    for (const Member& member : *services.map) {
      index_.emplace(member.key, nodes_.size());
      nodes_.push_back({&member});
    }
  }

  void run() {
    for (std::size_t i = 0; i < nodes_.size(); ++i)
      if (nodes_[i].state == State::kNew) from(i);
  }

 private:
  void from(std::size_t start) {
    push(start);
    while (!stack_.empty()) {
      Step& step = stack_.back();
      const Value* needs = map_member(*nodes_[step.node].service->value, "depends_on");
      if (needs == nullptr || step.next == needs->map->size()) {
        nodes_[step.node].state = State::kDone;
        stack_.pop_back();
        continue;
      }
      const Member& need = needs->map->begin()[step.next++];
      auto found = index_.find(need.key);
      if (found == index_.end()) continue;
      if (nodes_[found->second].state == State::kNew) {
        push(found->second);
      } else if (nodes_[found->second].state == State::kOpen) {
        report(found->second, need);
      }
    }
  }
  void push(std::size_t node) {
    nodes_[node].state = State::kOpen;
    stack_.push_back({node});
  }

  void report(std::size_t first, const Member& last) {
    if (++reported_ > kMaxReports) return;
    std::size_t begin = 0;
    while (stack_[begin].node != first) ++begin;
    std::string chain;
    for (std::size_t i = begin; i < stack_.size(); ++i) {
      if (i == begin + kShown) {
        chain += base::cat({"(", std::to_string(stack_.size() - i), " more) -> "});
        break;
      }
      chain += base::cat({"`", nodes_[stack_[i].node].service->key, "` -> "});
    }
    chain += base::cat({"`", last.key, "`"});
    auto built = context_.report(rule::dependency_cycle, key_place(last), base::cat({"services wait for each other: ", chain}));
    for (std::size_t i = begin; i + 1 < stack_.size() && i < begin + kShown; ++i) {
      const Value* needs = map_member(*nodes_[stack_[i].node].service->value, "depends_on");
      built.label(key_place(needs->map->begin()[stack_[i].next - 1]),
                  base::cat({"`", nodes_[stack_[i].node].service->key, "` waits for this"}));
    }
    built.help("remove one of these dependencies");
  }

  static constexpr std::size_t kShown = 10;  // services of a circle that the message names
  Context& context_;
  std::unordered_map<std::string_view, std::size_t> index_;
  std::vector<Node> nodes_;
  std::vector<Step> stack_;
  static constexpr int kMaxReports = 100;  // each walks the whole circle
  int reported_ = 0;
};

}  // namespace

void check_graph(Context& context, const Value& root) {
  if (const Value* services = map_member(root, "services")) Walk(context, *services).run();
}

}  // namespace stackc::compose
