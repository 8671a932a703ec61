// The lines of the IR dump: `key value  @file:line:column by whom`, two blanks of indentation a level. Used by ir_dump*.cpp only.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "ir/ir.h"

namespace stackc::ir {

class DumpWriter {
 public:
  DumpWriter(const Stack& stack, const source::SourceManager* sources) : stack_(stack), sources_(sources) {}

  void open(std::string_view head, const Origin* origin = nullptr) {
    line(head, origin);
    ++depth_;
  }
  void close() { --depth_; }
  void line(std::string_view text, const Origin* origin = nullptr);
  void text(std::string_view key, std::string_view value, const Origin* origin = nullptr);  // nothing if the value is empty
  void number(std::string_view key, std::uint64_t value, const Origin* origin = nullptr);
  void flag(std::string_view key, bool value, const Origin* origin = nullptr);  // nothing if false
  void list(std::string_view key, std::span<const std::string> values);         // nothing if empty
  void list(std::string_view key, std::span<const Text> values);
  void blank() { out_ += '\n'; }

  [[nodiscard]] std::string quoted(std::string_view text) const;
  [[nodiscard]] std::string quoted(const Text& text) const { return quoted(describe(text, stack_)); }
  [[nodiscard]] const Stack& stack() const { return stack_; }
  [[nodiscard]] std::string finish() { return std::move(out_); }

 private:
  const Stack& stack_;
  const source::SourceManager* sources_;
  std::string out_;
  std::size_t depth_ = 0;
};

void dump_image(DumpWriter& out, const Image& image);
void dump_service(DumpWriter& out, const Service& service);

}  // namespace stackc::ir
