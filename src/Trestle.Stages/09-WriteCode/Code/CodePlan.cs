using Trestle.Learners.Metrics;
using Trestle.Stages.Kernel.Artifacts;

namespace Trestle.Stages.WriteCode.Code;

/// <summary>Everything about a model that goes into a program.</summary>
public sealed record CodePlan
{
    /// <summary>Name of the program: letters, digits, '-' and '_'.</summary>
    public required string Name { get; init; }

    /// <summary>The run of the model.</summary>
    public required int Run { get; init; }

    public required string Candidate { get; init; }
    public required string Learner { get; init; }
    public required TaskKind Task { get; init; }

    /// <summary>The classes in the order of their numbers; empty for regression.</summary>
    public required IReadOnlyList<string> Classes { get; init; }

    /// <summary>Whether the classes have an order; they are listed from the lowest to the highest then.</summary>
    public bool Ordered { get; init; }

    /// <summary>The name of what is predicted.</summary>
    public required string Target { get; init; }

    /// <summary>The columns that the program reads.</summary>
    public required IReadOnlyList<CuratedColumn> Columns { get; init; }

    /// <summary>The column with how much each row counts; null where all count the same.</summary>
    public string? Weights { get; init; }

    /// <summary>How much the rows of each class count in learning, in the order of the classes; null where all count the same.</summary>
    public IReadOnlyList<double>? ClassWeights { get; init; }

    /// <summary>Those that the contract marks as private.</summary>
    public required IReadOnlyList<string> Private { get; init; }

    /// <summary>The steps from the columns to the features.</summary>
    public required IReadOnlyList<PlannedStep> Steps { get; init; }

    /// <summary>Features that remain category codes.</summary>
    public required IReadOnlyList<string> Categories { get; init; }

    /// <summary>What is learned.</summary>
    public Objective Objective { get; init; } = Objective.Usual;

    public required IReadOnlyDictionary<string, double> Parameters { get; init; }
    public required int Rounds { get; init; }
    public required int Seed { get; init; }

    /// <summary>The probability from which a row of a binary task is called positive.</summary>
    public required double Threshold { get; init; }

    /// <summary>The value of each outcome of a decision; null when nobody has said.</summary>
    public CostMatrix? Costs { get; init; }

    /// <summary>What the probabilities of the model become; null where they stay as they are.</summary>
    public ScoreMap? Calibration { get; init; }

    /// <summary>What they become by their logarithms; null where they do not.</summary>
    public MarginMap? Margins { get; init; }

    /// <summary>Rows of the training part.</summary>
    public required long TrainRows { get; init; }

    /// <summary>Rows of the test part.</summary>
    public required long TestRows { get; init; }
}
