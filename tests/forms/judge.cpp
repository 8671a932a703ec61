#include "judge.h"

#include <cstdlib>

namespace stackc::forms_test {

std::string Judge::answer() {
  const std::string size = child_.line();
  if (size.empty()) return {};
  std::string text = child_.bytes(std::strtoull(size.c_str(), nullptr, 10) + 1);
  if (!text.empty()) text.pop_back();  // the line feed
  return text;
}

std::vector<std::string> Judge::ask(const std::vector<Question>& questions) {
  std::string message;
  for (const Question& question : questions) {
    message += question.language;
    message += ' ' + std::to_string(question.text.size()) + '\n' + question.text + '\n';
  }
  child_.send(message);
  std::vector<std::string> answers;
  answers.reserve(questions.size());
  for (std::size_t i = 0; i < questions.size(); ++i) answers.push_back(answer());
  return answers;
}

}  // namespace stackc::forms_test
