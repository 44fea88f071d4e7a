#include "train/mlp_node.h"

#include <torch/csrc/autograd/functions/utils.h>
#include <torch/csrc/autograd/graph_task.h>

#include <algorithm>
#include <utility>

#include "base/fail.h"

namespace discern {
namespace {

using torch::autograd::variable_list;

// What both nodes share: the tape, who asks, and what is refused.
class MlpNode : public torch::autograd::Node {
 public:
  MlpNode(MlpFused fused, at::Tensor x, std::unique_ptr<MlpTape> tape)
      : fused_(std::move(fused)), x_(std::move(x)), version_(x_._version()), tape_(std::move(tape)) {}
  ~MlpNode() override { release_variables(); }

  variable_list apply(variable_list&& above) override {
    if (at::GradMode::is_enabled())
      fail(Fault::usage,
           "a network's gradient was asked for with a graph of its own, which it has not; take "
           "input_gradient");
    if (!tape_) fail(Fault::usage, "a second backward through a network; keep the graph of the first");
    if (x_._version() != version_)
      fail(Fault::usage, "a network's input was changed before its backward; copy it");
    const auto* chosen = torch::autograd::get_current_graph_task_exec_info();
    // grad() asks for chosen tensors, and never for parameters.
    at::Tensor out = back(above, chosen && !chosen->empty() ? nullptr : fused_.gradient);
    return num_outputs() ? variable_list{std::move(out)} : variable_list{};
  }

  void release_variables() override {
    if (tape_) fused_.tapes->give_back(std::move(tape_));
  }

 protected:
  // -> d loss / d x; undefined where nobody needs it.
  virtual at::Tensor back(variable_list& above, float* gradient) = 0;

  std::size_t rows() const { return std::size_t(x_.size(0)); }
  const float* x() const { return x_.data_ptr<float>(); }

  MlpFused fused_;
  at::Tensor x_;
  std::uint32_t version_;
  std::unique_ptr<MlpTape> tape_;
};

const float* numbers_of(at::Tensor& tensor) {
  if (!tensor.defined()) return nullptr;
  tensor = tensor.contiguous();
  return tensor.data_ptr<float>();
}

class ForwardNode : public MlpNode {
 public:
  using MlpNode::MlpNode;
  std::string name() const override { return "MlpForward"; }

 protected:
  at::Tensor back(variable_list& above, float* gradient) override {
    const float* values = numbers_of(above[0]);
    const float* features = above.size() > 1 ? numbers_of(above[1]) : nullptr;
    at::Tensor out;
    if (task_should_compute_output(0)) out = at::empty(x_.sizes());
    if (!values && !features) return out.defined() ? out.zero_() : out;
    pass_backward(*fused_.mlp, x(), rows(), *tape_, values, features, gradient,
                  out.defined() ? out.data_ptr<float>() : nullptr);
    return out;
  }
};

class InputGradientNode : public MlpNode {
 public:
  using MlpNode::MlpNode;
  std::string name() const override { return "MlpInputGradient"; }

 protected:
  at::Tensor back(variable_list& above, float* gradient) override {
    const float* values = numbers_of(above[0]);
    if (values && gradient) pass_input_gradient_backward(*fused_.mlp, rows(), *tape_, values, gradient);
    return {};
  }
};

template <class NodeType>
std::shared_ptr<MlpNode> node_of(const MlpFused& fused, at::Tensor x, std::unique_ptr<MlpTape> tape) {
  return {new NodeType(fused, std::move(x), std::move(tape)), torch::autograd::deleteNode};
}

void check(const Mlp& mlp, const at::Tensor& x) {
  if (x.dim() != 2 || std::size_t(x.size(1)) != mlp.inputs() || x.scalar_type() != at::kFloat)
    fail(Fault::usage, "a network of {} inputs was given something else; report this", mlp.inputs());
}

}  // namespace

std::unique_ptr<MlpTape> MlpTapes::take() {
  if (free_.empty()) return std::make_unique<MlpTape>();
  std::unique_ptr<MlpTape> tape = std::move(free_.back());
  free_.pop_back();
  return tape;
}

at::Tensor MlpFused::forward(const at::Tensor& x, at::Tensor* features) const {
  check(*mlp, x);
  const at::Tensor rows = x.detach().contiguous();
  const std::int64_t n = x.size(0);
  std::unique_ptr<MlpTape> tape = tapes->take();
  at::Tensor out = at::empty({n, std::int64_t(mlp->outputs())});
  pass_forward(*mlp, rows.data_ptr<float>(), std::size_t(n), out.data_ptr<float>(), *tape);
  const bool hidden = mlp->layers() > 1;
  if (features && hidden) {
    *features = at::empty({n, std::int64_t(mlp->features())});
    std::copy_n(tape->layers[mlp->layers() - 2].data(), features->numel(), features->data_ptr<float>());
  } else if (features) {
    *features = x;
  }
  if (!at::GradMode::is_enabled() || (!gradient && !x.requires_grad())) {
    tapes->give_back(std::move(tape));
    return out;
  }
  const auto node = node_of<ForwardNode>(*this, rows, std::move(tape));
  node->set_next_edges(torch::autograd::collect_next_edges(x));
  torch::autograd::set_history(out, node);
  if (features && hidden) torch::autograd::set_history(*features, node);
  return out;
}

at::Tensor MlpFused::input_gradient(const at::Tensor& x) const {
  check(*mlp, x);
  const at::Tensor rows = x.detach().contiguous();
  std::unique_ptr<MlpTape> tape = tapes->take();
  at::Tensor out = at::empty(rows.sizes());
  pass_input_gradient(*mlp, rows.data_ptr<float>(), std::size_t(x.size(0)), out.data_ptr<float>(), *tape);
  if (!at::GradMode::is_enabled() || !gradient) {
    tapes->give_back(std::move(tape));
    return out;
  }
  torch::autograd::set_history(out, node_of<InputGradientNode>(*this, rows, std::move(tape)));
  return out;
}

}  // namespace discern
