using System.Text.Json.Serialization;

using Trestle.Core.Errors;
using Trestle.Core.Schema;
using Trestle.Learners.Explanations;
using Trestle.Rows.Blocks;

namespace Trestle.Learners.Ensemble;

/// <summary>One model of an ensemble.</summary>
/// <param name="Learner">Name of the learner that reads it.</param>
/// <param name="Prefix">The prefix of its features in the ensemble; members with the same prefix share features.</param>
/// <param name="Weight">How many times it counts, at least 1.</param>
/// <param name="Model">The model.</param>
public sealed record EnsembleMember(string Learner, string Prefix, int Weight, IModel Model);

/// <summary>
/// The weighted mean of the scores of several models. Its features are those of its members, each with the member's prefix. The sums
/// are taken in the order of the members, so a row's scores are the same in a block of any size. Where the members learned from classes in
/// other shares than they have, their probabilities are corrected. The mean may pass through a map that makes probabilities agree with what
/// happens, or be shifted to the value that is decided on; a model that is changed so is an ensemble of one.
/// </summary>
public sealed class EnsembleModel : IExplainableModel
{
    /// <summary>Maximum number of members that are read.</summary>
    public const int MostMembers = 100;

    private const string Format = "trestle-ensemble-1";

    /// <summary>The format where earlier versions must not read it: they do not know the map of margins.</summary>
    private const string MarginFormat = "trestle-ensemble-2";

    /// <summary>The format where earlier versions must not read it: they do not know the shift.</summary>
    private const string ShiftFormat = "trestle-ensemble-3";
    private const int MostWeight = 1_000_000;

    private readonly TaskKind task;
    private readonly IReadOnlyList<EnsembleMember> members;
    private readonly (RowSchema Schema, int[] Positions)[] views;

    /// <summary>Makes an ensemble of at least one member, all with the same number of outputs.</summary>
    public EnsembleModel(
        TaskKind task, IReadOnlyList<EnsembleMember> members, ScoreMap? calibration = null, IReadOnlyList<double>? rates = null,
        MarginMap? margins = null, double shift = 0)
    {
        if ((Reason(task, members, calibration, rates) ?? Reason(task, calibration, margins) ?? Reason(task, shift)) is { } reason)
        {
            throw new ArgumentException(reason, nameof(members));
        }

        this.task = task;
        this.members = members;
        Calibration = calibration;
        Rates = rates;
        Margins = margins;
        Shift = shift;
        Features = [.. members.SelectMany(Names).Distinct(StringComparer.Ordinal)];
        var places = Features.Select((name, position) => (name, position))
            .ToDictionary(entry => entry.name, entry => entry.position, StringComparer.Ordinal);
        views = [.. members.Select(member => (
            new RowSchema(member.Model.Features.Select(name => new Column(name, ColumnKind.Number))),
            Names(member).Select(name => places[name]).ToArray()))];
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> Features { get; }

    /// <inheritdoc/>
    public int Outputs => members[0].Model.Outputs;

    /// <summary>The members.</summary>
    public IReadOnlyList<EnsembleMember> Members => members;

    /// <summary>What the mean of the members becomes; null where it stays as it is.</summary>
    public ScoreMap? Calibration { get; }

    /// <summary>What the mean of the members becomes by its logarithms; null where it does not, as with a calibration.</summary>
    public MarginMap? Margins { get; }

    /// <summary>What is added to the mean of the members' predictions, in units of the target; 0 for classes.</summary>
    public double Shift { get; }

    /// <summary>The share of each class's rows that the members learned from; null where all are the same.</summary>
    public IReadOnlyList<double>? Rates { get; }

    /// <summary>The same ensemble with another calibration, or with none.</summary>
    public EnsembleModel With(ScoreMap? calibration, MarginMap? margins = null) => new(task, members, calibration, Rates, margins, Shift);

    /// <summary>The same ensemble, corrected for the share of each class's rows that its members learned from.</summary>
    public EnsembleModel With(IReadOnlyList<double> rates) => new(task, members, Calibration, rates, Margins, Shift);

    /// <summary>The same ensemble with another shift.</summary>
    public EnsembleModel With(double shift) => new(task, members, Calibration, Rates, Margins, shift);

    /// <summary>The scale of the contributions, which are those before calibration.</summary>
    public ContributionScale Scale => task switch
    {
        TaskKind.Binary => ContributionScale.MeanLogOdds,
        TaskKind.Multiclass => ContributionScale.MeanMargins,
        _ => ContributionScale.Score,
    };

    /// <summary>The weighted mean of the members' base values.</summary>
    public IReadOnlyList<double> BaseValues
    {
        get
        {
            var explainable = Explainable();
            return
            [
                .. Enumerable.Range(0, Outputs)
                    .Select(output => explainable.Select((member, m) => BaseValue(member, output) * Share(m)).Sum()
                        + (Rates is null ? 0 : ClassShares.Shift(Rates, Outputs, output)) + Shift),
            ];
        }
    }

    /// <inheritdoc/>
    public void Score(RowBlock features, Span<double> scores)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(features.Schema.Count, Features.Count, nameof(features));
        var sums = scores[..(features.Rows * Outputs)];
        sums.Clear();
        var own = new double[sums.Length];
        for (var m = 0; m < members.Count; m++)
        {
            members[m].Model.Score(View(m, features), own);
            if (Rates is not null)
            {
                ClassShares.Correct(own, Outputs, Rates);
            }

            for (var i = 0; i < sums.Length; i++)
            {
                sums[i] += members[m].Weight * own[i];
            }
        }

        var weight = members.Sum(member => (double)member.Weight);
        for (var i = 0; i < sums.Length; i++)
        {
            sums[i] /= weight;
            sums[i] = (Calibration?.Of(sums[i]) ?? sums[i]) + Shift;
        }

        Margins?.Apply(sums, Outputs);
    }

    /// <summary>The weighted mean of the members' contributions; for a feature that several members share, the sum.</summary>
    public void Explain(RowBlock features, Span<double> contributions)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(features.Schema.Count, Features.Count, nameof(features));
        var vectors = features.Rows * Outputs;
        contributions = contributions[..(vectors * Features.Count)];
        contributions.Clear();
        var explainable = Explainable();
        for (var m = 0; m < members.Count; m++)
        {
            var (positions, share) = (views[m].Positions, Share(m));
            var own = new double[vectors * positions.Length];
            explainable[m].Explain(View(m, features), own);
            if (IsProbability(explainable[m]) && positions.Length > 0)
            {
                MarginScale.Rescale(own, positions.Length, explainable[m].BaseValues, task == TaskKind.Binary);
            }

            for (var i = 0; i < own.Length; i++)
            {
                contributions[(i / positions.Length * Features.Count) + positions[i % positions.Length]] += share * own[i];
            }
        }
    }

    /// <inheritdoc/>
    public IModel AtRounds(int rounds) =>
        new EnsembleModel(task, [.. members.Select(member => member with { Model = member.Model.AtRounds(rounds) })], Calibration,
            Rates, Margins, Shift);

    /// <summary>The weighted mean of the feature's importance in the members.</summary>
    public IReadOnlyList<double> Importance()
    {
        var shares = new double[Features.Count];
        for (var m = 0; m < members.Count; m++)
        {
            var own = members[m].Model.Importance();
            for (var i = 0; i < own.Count; i++)
            {
                shares[views[m].Positions[i]] += members[m].Weight * own[i];
            }
        }

        var sum = shares.Sum();
        return sum > 0 ? Array.ConvertAll(shares, share => share / sum) : shares;
    }

    /// <inheritdoc/>
    public byte[] Save()
    {
        var saved = members.Select(member => new SavedMember(member.Learner, member.Prefix, member.Weight, member.Model.Save()));
        return ModelJson.Write(new Saved(
            FormatOf(Margins, Shift), task, [.. saved], Calibration, Rates is null ? null : [.. Rates], Margins, Shift));
    }

    /// <summary>Reads a saved ensemble; a <see cref="TrestleException"/> for anything that <see cref="Save"/> did not write.</summary>
    internal static EnsembleModel Load(ReadOnlyMemory<byte> bytes)
    {
        var saved = ModelJson.Read<Saved>(bytes, EnsembleLearner.LearnerName);
        var format = FormatOf(saved.Margins, saved.Shift);
        if (saved.Format != format || saved.Members.Length > MostMembers)
        {
            throw Bad(saved.Format != format
                ? $"its format is not '{format}'"
                : $"it has {saved.Members.Length} members, more than {MostMembers}");
        }

        if (saved.Members.Any(member => member is null || member.Learner == EnsembleLearner.LearnerName))
        {
            throw Bad("a member is null or an ensemble itself");
        }

        var members = Array.ConvertAll(
            saved.Members,
            member => new EnsembleMember(
                member.Learner,
                member.Prefix,
                member.Weight,
                LearnerCatalog.Format(member.Learner).Load(member.Model)));
        var fault = Reason(saved.Task, members, saved.Calibration, saved.Rates) ?? Reason(saved.Task, saved.Calibration, saved.Margins)
            ?? Reason(saved.Task, saved.Shift);
        return fault is { } reason
            ? throw Bad(reason)
            : new EnsembleModel(saved.Task, members, saved.Calibration, saved.Rates, saved.Margins, saved.Shift);
    }

    /// <summary>The columns that a member reads.</summary>
    private RowBlock View(int member, RowBlock features) =>
        RowBlock.Trusted(views[member].Schema, features.Rows, Array.ConvertAll(views[member].Positions, features.Raw));

    private double Share(int member) => members[member].Weight / members.Sum(other => (double)other.Weight);

    /// <summary>The members, if their explanations share a scale, or can be brought to it.</summary>
    private IExplainableModel[] Explainable()
    {
        var scale = task switch
        {
            TaskKind.Binary => ContributionScale.LogOdds,
            TaskKind.Multiclass => ContributionScale.Margins,
            _ => ContributionScale.Score,
        };
        return [.. members.Select(member => member.Model is IExplainableModel model && (model.Scale == scale || IsProbability(model))
            ? model
            : throw new TrestleException(
                ExplanationErrors.NotExplainable(member.Learner, $"a member of the {EnsembleLearner.LearnerName}")))];
    }

    /// <summary>Whether a member's contributions add up to a probability: then they must be brought to the scale of the others.</summary>
    private bool IsProbability(IExplainableModel member) => task != TaskKind.Regression && member.Scale == ContributionScale.Score;

    private double BaseValue(IExplainableModel member, int output) => IsProbability(member)
        ? MarginScale.Of(member.BaseValues[output], task == TaskKind.Binary)
        : member.BaseValues[output];

    private static IEnumerable<string> Names(EnsembleMember member) => member.Model.Features.Select(name => member.Prefix + name);

    /// <summary>Why these cannot be the members of an ensemble, or null.</summary>
    private static string? Reason(
        TaskKind task, IReadOnlyList<EnsembleMember> members, ScoreMap? calibration, IReadOnlyList<double>? rates) => members switch
        {
            [] => "it has no member",
            _ when members.Any(member => member.Weight is < 1 or > MostWeight) => $"a weight is not a number from 1 to {MostWeight}",
            _ when members.Any(member => member.Model.Outputs != members[0].Model.Outputs) =>
                "its members have different numbers of outputs",
            _ when (task == TaskKind.Multiclass) != (members[0].Model.Outputs > 1) => "the number of outputs does not fit the task",
            _ when calibration is not null && task != TaskKind.Binary => "only a binary model is calibrated",
            _ when calibration is { IsValid: false } => "its calibration does not ascend from 0 to 1",
            _ when rates is not null && (task == TaskKind.Regression || rates.Count != Math.Max(2, members[0].Model.Outputs)) =>
                "there is not one share per class",
            _ when rates?.All(rate => rate is > 0 and <= 1) == false => "the share of a class is not above 0 and at most 1",
            _ => null,
        };

    /// <summary>Why probabilities cannot be calibrated by these, or null.</summary>
    private static string? Reason(TaskKind task, ScoreMap? calibration, MarginMap? margins) => margins switch
    {
        null => null,
        _ when task == TaskKind.Regression => "only classes have margins",
        _ when calibration is not null => "it is calibrated twice",
        { IsValid: false } => "the slope of its margins is not above 0, or a number is not finite",
        _ when task == TaskKind.Multiclass && margins.Intercept != 0 => "several classes have no intercept of their margins",
        _ => null,
    };

    /// <summary>Why predictions cannot be shifted so, or null.</summary>
    private static string? Reason(TaskKind task, double shift) => !double.IsFinite(shift) ? "its shift is not a finite number"
        : shift != 0 && task != TaskKind.Regression ? "only a predicted value is shifted"
        : null;

    private static string FormatOf(MarginMap? margins, double shift) =>
        shift != 0 ? ShiftFormat : margins is null ? Format : MarginFormat;

    private static TrestleException Bad(string reason) => new(MetricErrors.BadModel(EnsembleLearner.LearnerName, reason));

    private sealed record Saved(
        string Format, TaskKind Task, SavedMember[] Members,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] ScoreMap? Calibration = null,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] double[]? Rates = null,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] MarginMap? Margins = null,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] double Shift = 0);

    private sealed record SavedMember(string Learner, string Prefix, int Weight, byte[] Model);
}
