using Trestle.Rows.Stats;
using Trestle.Stages.Ingest;
using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.Kernel.Running;
using Trestle.Stages.Kernel.Settings;
using Trestle.Stages.Kernel.Tables;
using Trestle.Stages.Kernel.Typing;

namespace Trestle.Stages.ValidateData;

/// <summary>Learns the contract: types, ranges and values from the training part, missing values from all rows.</summary>
internal sealed class ContractBuilder(UnitContext context, RawRows rows)
{
    private readonly IReadOnlyList<string> nullTokens = context.Read(Section.Table).NullTokens ?? Contract.DefaultNullTokens;

    /// <summary>Findings about the columns that a person should know.</summary>
    public List<string> Notes { get; } = [];

    /// <summary>Checks that the inference itself produces.</summary>
    public List<CheckResult> Checks { get; } = [];

    /// <summary>The contract, with ranges still open where values first have to be parsed.</summary>
    public Contract Make(CancellationToken cancellation)
    {
        var texts = rows.Columns.Where(column => column.Kind == ColumnKind.Text).Select(column => column.Name).ToArray();
        var numbers = rows.Columns.Where(column => column.Kind == ColumnKind.Number).Select(column => column.Name).ToArray();
        IReadOnlyList<Stat> questions =
        [
            .. texts.Select(name => new TypeEvidence(name, nullTokens)), .. numbers.Select(name => new Quantiles(name)),
            .. numbers.Select(name => new Count(name)),
        ];
        var training = StatScan.Run(rows.Source, rows.Folds, questions, null, context.Resources.Cores, cancellation);
        var everywhere = StatScan.Run(
            rows.Source, rows.Held, [.. rows.Columns.Select(column => new Count(column.Name))], null, 1, cancellation);

        var columns = rows.Columns.Select(column => column.Kind == ColumnKind.Text
            ? FromText(column.Name, training.Of(new TypeEvidence(column.Name, nullTokens)), everywhere)
            : FromNumbers(column.Name, training, everywhere)).ToArray();
        var target = columns.Single(column => column.Name == context.Read(Section.Table).Target);
        var task = Task(training, target);
        Notes.Add($"task: {task.Task.ToString().ToLowerInvariant()}, because {task.Reason}");
        return new Contract
        {
            Task = task.Task,
            Target = context.Read(Section.Table).Target,
            Classes = task.Classes,
            Columns = columns,
            NullTokens = nullTokens,
        };
    }

    private ColumnContract FromText(string name, TypeEvidenceValue evidence, StatValues held)
    {
        var declared = context.Read(Section.Limits).GetValueOrDefault(name);
        var inferred = TypeInference.Of(evidence);
        var type = declared?.Type ?? inferred.Type;
        var settled = declared is { Type: not null } or { DecimalMark: not null } or { Formats.Count: > 0 };
        if (inferred.Note is { } note && !settled)
        {
            Notes.Add($"{name}: {note}");
        }

        if (inferred.Ambiguous && !settled && name != context.Read(Section.Table).Target)
        {
            Checks.Add(
                new CheckResult(
                    "one-reading", name, false, true,
                    $"values that can be read in only one way; set it under columns.{name} (formats, decimal-mark, or type: text)",
                    inferred.Note ?? ""));
        }

        var secret = context.Read(Section.Table).Private.Contains(name);
        var distinct = evidence.Counts.Count;
        return new ColumnContract
        {
            Name = name,
            Type = type,
            Nullable = declared?.Nullable ?? (evidence.Missing > 0 || held.Of(new Count(name)).Missing > 0),
            Required = declared?.Nullable == false,
            Unseen = declared?.Unseen,
            OutOfRange = declared?.OutOfRange,
            NullShare = evidence.Rows == 0 ? 0 : (double)evidence.Missing / evidence.Rows,
            Values = type == ColumnType.Text && distinct <= 50 && !secret ? [.. evidence.Counts.Keys.Order(StringComparer.Ordinal)] : null,
            Distinct = distinct,
            Formats = type != ColumnType.Date ? []
                : declared is { Formats.Count: > 0 } ? declared.Formats
                : inferred.Formats ?? ["yyyy-MM-dd"],
            DecimalMark = declared?.DecimalMark ?? inferred.DecimalMark,
            Private = secret,
        };
    }

    private ColumnContract FromNumbers(string name, StatValues training, StatValues held)
    {
        var declared = context.Read(Section.Limits).GetValueOrDefault(name);
        var values = training.Of(new Quantiles(name));
        var count = training.Of(new Count(name));
        return new ColumnContract
        {
            Name = name,
            Type = ColumnType.Number,
            Nullable = declared?.Nullable ?? (count.Missing > 0 || held.Of(new Count(name)).Missing > 0),
            Required = declared?.Nullable == false,
            Unseen = declared?.Unseen,
            OutOfRange = declared?.OutOfRange,
            NullShare = count.Rows == 0 ? 0 : (double)count.Missing / count.Rows,
            Distinct = values.Counts.Length,
            Private = context.Read(Section.Table).Private.Contains(name),
        };
    }

    private InferredTask Task(StatValues training, ColumnContract target)
    {
        var where = context.Project.Positions.Find("target").ToString();
        if (rows.Columns.Single(column => column.Name == target.Name).Kind == ColumnKind.Text)
        {
            var evidence = training.Of(new TypeEvidence(target.Name, nullTokens));
            return Checked(
                TaskInference.Of(context.Read(Section.Table), evidence.Counts, evidence.Overflowed, target.Type, where), evidence.Counts);
        }

        var values = training.Of(new Quantiles(target.Name));
        var counts = new Dictionary<string, long>();
        for (var i = 0; i < Math.Min(values.Values.Length, TaskInference.MostClasses + 1); i++)
        {
            counts[Labels.NumberName(values.Values[i])] = values.Counts[i];
        }

        return Checked(
            TaskInference.Of(
                context.Read(Section.Table), counts, values.Values.Length > TaskInference.MostClasses, ColumnType.Number, where),
            counts);
    }

    /// <summary>Every class must be frequent enough to occur in every fold.</summary>
    private InferredTask Checked(InferredTask task, IReadOnlyDictionary<string, long> counts)
    {
        var needed = context.Read(SplitSettings.Section).Folds;
        var rare = task.Classes.Where(name => counts[name] < needed).ToArray();
        return rare.Length == 0
            ? task
            : throw new TrestleException(
                [.. rare.Select(name => ValidateDataErrors.RareClass(context.Read(Section.Table).Target, name, counts[name], needed))]);
    }
}
