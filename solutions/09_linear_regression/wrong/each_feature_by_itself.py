"""Fits every feature alone and puts the slopes together.

en: You fit each feature as if the others were not there. What happens to what two features explain in common?
zh: 你单独拟合每个特征，仿佛其他特征不存在。两个特征共同解释的那部分会怎样？
"""

CAUGHT_BY = "fit.value"


def fit(x, y):
    center, level = x.mean(0), y.mean()
    features = x - center
    weight = features.mT @ (y - level) / features.square().sum(0)
    return weight, level - center @ weight


def predict(x, weight, bias):
    return x @ weight + bias
