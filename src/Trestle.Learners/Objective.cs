namespace Trestle.Learners;

/// <summary>What a learner makes small on the training rows.</summary>
public enum LossKind
{
    /// <summary>The usual of the task: squared error for a value, log loss for classes.</summary>
    Usual,

    /// <summary>Absolute error: the median is learned.</summary>
    Absolute,

    /// <summary>Quantile (pinball) loss: a quantile is learned, such as the value that nine of ten rows stay below.</summary>
    Quantile,

    /// <summary>Poisson deviance, for counts: the mean is learned on a logarithmic scale.</summary>
    Poisson,

    /// <summary>Tweedie deviance, for amounts of which many are 0: the mean is learned on a logarithmic scale.</summary>
    Tweedie,
}

/// <summary>What is learned: the loss, and the metric by which learning stops early where the learner can.</summary>
/// <param name="Metric">Name of the metric; empty to stop by the loss.</param>
/// <param name="Loss">The loss.</param>
/// <param name="Parameter">The quantile, 0 to 1, or the variance power of Tweedie, 1 to 2; 0 for other losses.</param>
public sealed record Objective(string Metric, LossKind Loss = LossKind.Usual, double Parameter = 0)
{
    /// <summary>The usual loss of the task, by which learning also stops.</summary>
    public static Objective Usual { get; } = new("");
}
