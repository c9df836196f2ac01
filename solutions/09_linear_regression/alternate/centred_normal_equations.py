"""Solves the normal equations, after the means are gone: the square of a small condition number is small too."""

import torch


def fit(x, y):
    x_mean, y_mean = x.mean(dim=0), y.mean()
    features, values = x - x_mean, y - y_mean
    weight = torch.linalg.solve(features.T @ features, features.T @ values)
    return weight, y_mean - (x_mean * weight).sum()


def predict(x, weight, bias):
    return (x * weight).sum(-1) + bias
