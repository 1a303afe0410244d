using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.ProposeCandidates.Given;
using Trestle.Stages.ProposeCandidates.Programs;

namespace Trestle.Stages.ProposeCandidates;

/// <summary>Proposes candidates for a task. Adding a source takes one file and one line in <see cref="CandidateCatalog"/>.</summary>
public interface ICandidateSource
{
    /// <summary>The candidates that this source proposes; empty when it has none for the task.</summary>
    IEnumerable<Candidate> Propose(Proposal proposal);
}

/// <summary>What a candidate source may see: shape and types, no values of the target.</summary>
public sealed record Proposal
{
    public required TaskKind Task { get; init; }

    /// <summary>What is learned.</summary>
    public Objective Objective { get; init; } = Objective.Usual;

    /// <summary>Number of classes; 0 for regression.</summary>
    public required int Classes { get; init; }

    /// <summary>Whether the split is by time.</summary>
    public required bool OverTime { get; init; }

    /// <summary>What is known of series that are forecast; null where nothing is forecast.</summary>
    public ForecastTable? Forecast { get; init; }

    /// <summary>Rows of the training part.</summary>
    public required long Rows { get; init; }

    /// <summary>The features that were kept.</summary>
    public required IReadOnlyList<FeatureDecision> Features { get; init; }

    /// <summary>Distinct values of each text feature in the training part.</summary>
    public required IReadOnlyDictionary<string, long> Categories { get; init; }

    /// <summary>The user's own training programs, each with the name of its source in the store.</summary>
    public IReadOnlyList<KeptProgram> Programs { get; init; } = [];

    /// <summary>Models that were learned elsewhere.</summary>
    public IReadOnlyList<GivenFile> Given { get; init; } = [];

    /// <summary>The names of the classes, as the table has them; empty for regression.</summary>
    public IReadOnlyList<string> ClassNames { get; init; } = [];

    /// <summary>The values of text features that such a model may read, in order; of no other.</summary>
    public IReadOnlyDictionary<string, TextValues> Words { get; init; } = new Dictionary<string, TextValues>();

    public required ProposeCandidatesSettings Settings { get; init; }

    /// <summary>Parameter sets to try for a learner that has something to tune.</summary>
    public required int Trials { get; init; }

    /// <summary>Whether a time budget decides, so that the first round is the portfolio of each learner and no more.</summary>
    public bool Timed { get; init; }

    /// <summary>Whether rows or classes count differently in learning.</summary>
    public bool Weighted { get; init; }

    /// <summary>Whether counts are predicted, so that no prediction may be below 0.</summary>
    public bool Counts { get; init; }

    /// <summary>Whether there is time for learners that are slow, or of use as members of an ensemble above all.</summary>
    public bool Thorough { get; init; }

    /// <summary>Learners that compete unless the settings name others; null for the usual ones.</summary>
    public IReadOnlyList<string>? Learners { get; init; }
}

/// <summary>A training program, and the name of its source in the store.</summary>
public sealed record KeptProgram(ProgramSource Source, ContentHash Kept);

/// <summary>All candidate sources: one line each.</summary>
internal static class CandidateCatalog
{
    /// <summary>The sources, in the order in which their candidates are listed.</summary>
    public static IReadOnlyList<ICandidateSource> All { get; } =
    [
        new BaselineCandidates(),
        new LearnerCandidates(),
        new ProgramCandidates(),
        new GivenCandidates(),
    ];
}
