using System.Globalization;

using Trestle.Learners.Onnx;
using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.ProposeCandidates.Given;

namespace Trestle.Stages.ProposeCandidates;

/// <summary>Models that were learned elsewhere: measured, compared and served as any other, but never learned here.</summary>
internal sealed class GivenCandidates : ICandidateSource
{
    private const string NoMissing = "the model has no answer where a number is missing";

    /// <inheritdoc/>
    public IEnumerable<Candidate> Propose(Proposal proposal)
    {
        var taken = LearnerCatalog.Formats.Select(format => format.Name).Concat(proposal.Programs.Select(program => program.Source.Name))
            .ToHashSet(StringComparer.OrdinalIgnoreCase);
        foreach (var file in proposal.Given)
        {
            if (!ProgramCandidates.CanName(file.Name) || !taken.Add(file.Name))
            {
                throw new TrestleException(GivenErrors.BadName(file.Name, file.Where));
            }

            yield return Of(file, proposal);
        }
    }

    private static Candidate Of(GivenFile file, Proposal proposal)
    {
        string[] known =
        [
            .. proposal.Features.Where(feature => feature.Kind == ColumnKind.Number || proposal.Words.ContainsKey(feature.Feature))
                .Select(feature => feature.Feature),
        ];
        if (file.Features.FirstOrDefault(feature => !known.Contains(feature)) is { } unknown)
        {
            throw new TrestleException(GivenErrors.NoFeature(file.Name, unknown, known, file.Where));
        }

        var words = file.Features.Where(proposal.Words.ContainsKey).ToDictionary(feature => feature, feature => proposal.Words[feature]);
        var header = Header(file, proposal, words);
        string[] numbers = [.. file.Features.Except(words.Keys)];
        return new Candidate
        {
            Id = file.Name,
            Learner = OnnxFormat.FormatName,
            Title = GivenLearner.Words,
            Reason = $"propose-candidates.onnx names its file; content {file.Kept.ToString()[..12]}",
            Baseline = false,
            Complexity = 2,
            Preparation = new StepList(
            [
                new PlannedStep(new Keep { Columns = file.Features }, "the features that the model reads"),
                .. numbers.Length > 0 && !TakesMissing(file, header, numbers)
                    ? [new PlannedStep(new Impute { Columns = numbers, Strategy = ImputeStrategy.Median }, NoMissing)]
                    : Array.Empty<PlannedStep>(),
                .. words.Select(word => new PlannedStep(
                    new OrdinalEncode { Columns = [word.Key], Order = word.Value.Curated },
                    "codes, which become words again in the model")),
            ]),
            Categories = [.. words.Keys],
            Space = SearchSpace.Empty,
            Trials = 1,
            Given = new GivenModel(file.Kept, header),
        };
    }

    /// <summary>Whether the model answers a row without any number, as one with an imputer inside does.</summary>
    private static bool TakesMissing(GivenFile file, OnnxHeader header, string[] numbers)
    {
        var model = OnnxFormat.Of(file.File, header);
        var schema = new RowSchema(model.Features.Select(name => new Column(name, ColumnKind.Number)));
        var row = RowBlock.Trusted(
            schema, 1, [.. model.Features.Select(name => (Array)new[] { numbers.Contains(name) ? double.NaN : 0 })]);
        try
        {
            model.Score(row, new double[model.Outputs]);
            return true;
        }
        catch (TrestleException)
        {
            return false;
        }
    }

    private static OnnxHeader Header(GivenFile file, Proposal proposal, Dictionary<string, TextValues> words)
    {
        var (names, settings) = (proposal.ClassNames, file.Settings);
        string[] order = settings.Classes.Count > 0 ? [.. settings.Classes] : Sorted(names);
        return !order.Order(StringComparer.Ordinal).SequenceEqual(names.Order(StringComparer.Ordinal))
            ? throw new TrestleException(GivenErrors.BadClasses(file.Name, settings.Classes, file.Where))
            : new OnnxHeader(proposal.Task, [.. file.Features], names.Count)
            {
                Order = settings.Columns.Count > 0 ? [.. settings.Columns] : null,
                Words = words.Count > 0 ? words.ToDictionary(word => word.Key, word => word.Value.Written) : null,
                Names = names.Count > 0 ? [.. names] : null,
                Places = names.Count > 0 ? [.. names.Select(name => Array.IndexOf(order, name))] : null,
            };
    }

    /// <summary>Classes as scikit-learn orders them: numbers by their values, others as texts.</summary>
    private static string[] Sorted(IReadOnlyList<string> names)
    {
        double?[] values = [.. names.Select(name =>
            double.TryParse(name, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) ? value : (double?)null)];
        return Array.TrueForAll(values, value => value is not null)
            ? [.. names.Zip(values).OrderBy(entry => entry.Second).Select(entry => entry.First)]
            : [.. names.Order(StringComparer.Ordinal)];
    }
}
