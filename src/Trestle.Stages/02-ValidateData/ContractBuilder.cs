using Trestle.Rows.Stats;
using Trestle.Rows.Steps.Parsing;
using Trestle.Stages.Ingest;
using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.Kernel.Readings;
using Trestle.Stages.Kernel.Running;
using Trestle.Stages.Kernel.Settings;
using Trestle.Stages.Kernel.Tables;
using Trestle.Stages.Kernel.Typing;

namespace Trestle.Stages.ValidateData;

/// <summary>
/// Learns the contract: how columns are read and what may be missing from all rows, ranges, values and classes from the training part.
/// </summary>
/// <param name="context">The unit of work.</param>
/// <param name="raw">The snapshot.</param>
/// <param name="rows">Its rows.</param>
/// <param name="settings">What its columns are; without a target for a table that is only joined.</param>
/// <param name="declared">What is known about single columns.</param>
/// <param name="place">Where the configuration says it.</param>
internal sealed class ContractBuilder(
    UnitContext context, RawTable raw, RawRows rows, TableSettings settings, IReadOnlyDictionary<string, ColumnSettings> declared,
    string place)
{
    /// <summary>The check that asks a person how a column is to be read.</summary>
    public const string OneReading = "one-reading";

    private const int MostValues = 50;
    private const int MostRare = 5;

    private readonly IReadOnlyList<string> nullTokens = settings.NullTokens ?? Contract.DefaultNullTokens;

    private PartValues? found;
    private TargetCounts? counts;

    /// <summary>Findings about the columns that a person should know.</summary>
    public List<string> Notes { get; } = [];

    /// <summary>Those of the notes that may be wrong: what was assumed, and what is lost by it.</summary>
    public List<string> Doubts { get; } = [];

    /// <summary>Checks that the inference itself produces.</summary>
    public List<CheckResult> Checks { get; } = [];

    /// <summary>How each column is read, in the order of the source.</summary>
    public List<ReadingReport> Readings { get; } = [];

    /// <summary>What the training part's texts in a column look like, once the contract is made.</summary>
    public ColumnEvidenceValue Texts(string column) => found!.Training.Of(Evidence(column));

    /// <summary>What has to be known of the rows.</summary>
    public IReadOnlyList<Stat> Questions() => [.. rows.Columns.SelectMany(column => column.Kind == ColumnKind.Text
        ? [Evidence(column.Name)]
        : new Stat[] { new Quantiles(column.Name), new Count(column.Name) })];

    /// <summary>The contract, with ranges still open where values first have to be parsed.</summary>
    /// <param name="answers">The answers to <see cref="Questions"/>.</param>
    public Contract Make(PartValues answers)
    {
        var columns = Columns(answers);
        var target = columns.Single(column => column.Name == settings.Target);
        counts = new TargetCounts(target, found!.Training, Evidence(target.Name), target.NullTokens ?? nullTokens);
        var task = Task(counts.Values, target);
        return new Contract
        {
            Task = task.Task,
            Counts = settings.Task == TaskChoice.Count,
            Ordered = settings.Task == TaskChoice.Ordinal,
            Target = settings.Target,
            Classes = task.Classes,
            Columns = columns,
            NullTokens = nullTokens,
        };
    }

    /// <summary>The contract of a table without a target.</summary>
    /// <param name="answers">The answers to <see cref="Questions"/>.</param>
    public Contract MakeTable(PartValues answers) => new()
    {
        Task = TaskKind.Regression,
        Target = "",
        Columns = Columns(answers),
        NullTokens = nullTokens,
    };

    private ColumnContract[] Columns(PartValues answers)
    {
        found = answers;
        var texts = rows.Columns.Where(column => column.Kind == ColumnKind.Text).Select(column => column.Name).ToArray();
        var readings = ReadingJudge.Of(
            texts.ToDictionary(name => name, name => found.All.Of(Evidence(name)), StringComparer.Ordinal), raw.Delimiter);
        return
        [
            .. rows.Columns
                .Select(column => column.Kind == ColumnKind.Text
                    ? FromText(column.Name, readings[column.Name], found)
                    : FromNumbers(column.Name, found))
                .Select(column => column with { Source = raw.SourceNames?.GetValueOrDefault(column.Name) }),
        ];
    }

    /// <summary>
    /// Decides the task and the classes by the rows that are left: a class whose rows are all in quarantine is none.
    /// </summary>
    /// <param name="contract">The contract of <see cref="Make"/>.</param>
    /// <param name="kept">The rows of each of its classes in the training part that are not in quarantine.</param>
    public Contract Settle(Contract contract, IReadOnlyList<long> kept)
    {
        var values = kept.All(rows => rows == 0)
            ? counts!.Values
            : contract.Classes.Zip(kept).Where(pair => pair.Second > 0).ToDictionary(pair => pair.First, pair => pair.Second);
        var task = Task(values, contract.Find(settings.Target)!);
        var rare = RareClasses(task, values);

        string[] lost = [.. contract.Classes.Except(task.Classes)];
        contract = contract with { Task = task.Task, Classes = task.Classes };
        Notes.Insert(0, $"task: {contract.TaskName}, because {task.Reason}");
        Notes.AddRange(task.Notes);
        Doubt(rare.Select(name => $"the class '{name}' of the target '{settings.Target}' has {values[name]} rows in the training part, "
            + "fewer than there are folds: what is learned and measured of it is uncertain"));
        Doubt(lost.Select(
            name => $"'{name}' of the target '{settings.Target}' is not a class: all of its rows in the training part are in quarantine"));
        return contract;
    }

    /// <summary>
    /// The classes with fewer rows than folds. Of several classes, a few may be as rare as two rows: these are in two folds, so every round
    /// of cross-validation learns from one. The metrics of two classes need both in every fold.
    /// </summary>
    private string[] RareClasses(InferredTask task, IReadOnlyDictionary<string, long> values)
    {
        var folds = context.Read(SplitSettings.Section).Folds;
        var rare = task.Classes.Where(name => values[name] < folds).ToArray();
        if (rare.Length > MostRare)
        {
            throw new TrestleException(ValidateDataErrors.RareClasses(settings.Target, rare, task.Classes.Count, folds));
        }

        var needed = task.Task == TaskKind.Multiclass ? Math.Min(2, folds) : folds;
        Problem[] problems =
        [
            .. rare.Where(name => values[name] < needed)
                .Select(name => ValidateDataErrors.RareClass(settings.Target, name, values[name], needed)),
        ];
        return problems.Length > 0 ? throw new TrestleException(problems) : rare;
    }

    private ColumnEvidence Evidence(string column) => new(
        column, column == settings.Target ? TargetTokens.Empty : TokensOf(column),
        column == settings.Target ? ColumnEvidence.Remembered : ColumnEvidence.MostOf(rows.Columns.Count));

    private IReadOnlyList<string> TokensOf(string column) => declared.GetValueOrDefault(column)?.NullTokens ?? nullTokens;

    private ColumnContract FromText(string name, ColumnReading reading, PartValues found)
    {
        var (evidence, training) = (found.All.Of(Evidence(name)), found.Training.Of(Evidence(name)));
        var (isTarget, secret, own) = (name == settings.Target, settings.Private.Contains(name), declared.GetValueOrDefault(name));
        if (isTarget && reading is { Type: ColumnType.Boolean, LeftOver.Count: > 0 })
        {
            // A word next to yes and no is a class of its own, however rare.
            reading = reading with { Reading = "category", Type = ColumnType.Text, Words = "category", LeftOver = [] };
        }

        var tokens = isTarget ? Target(evidence) : TokensOf(name);
        var column = DeclaredReading.Apply(own, reading, new ColumnContract { Name = name, Type = reading.Type });
        reading = own is { Reading: not null } ? reading with { Missing = DeclaredReading.Missing(column, evidence) } : reading;
        string[] missing = [.. isTarget ? [] : reading.Missing.Select(word => word.Value)];
        column = column with
        {
            Nullable = own?.Nullable ?? (evidence.Missing > 0 || missing.Length > 0),
            NullShare = training.Rows == 0 ? 0
                : (double)(training.Missing + missing.Sum(word => training.Counts.GetValueOrDefault(word))) / training.Rows,
            NullTokens = missing.Length == 0 && ReferenceEquals(tokens, nullTokens) ? null
                : [.. tokens.Concat(missing).Distinct(StringComparer.OrdinalIgnoreCase)],
            Distinct = training.Distinct,
            Required = own?.Nullable == false,
            Unseen = own?.Unseen,
            OutOfRange = own?.OutOfRange,
            Private = secret,
        };
        if (column.Type == ColumnType.Text && training.Distinct <= MostValues && !secret)
        {
            column = column with { Values = [.. training.Counts.Keys.Except(missing).Order(StringComparer.Ordinal)] };
        }

        if (isTarget)
        {
            reading = reading with { Missing = [.. reading.Missing.Where(word => ValueParser.IsNull(word.Value, tokens))] };
        }

        var known = isTarget || column.Type != ColumnType.Text ? [] : ValueCount.Ordered(evidence.MissingWords);
        Report(column, reading, known, own is { Reading: not null });
        CheckFormats(column, reading, evidence.Texts().Keys);
        return column;
    }

    private ColumnContract FromNumbers(string name, PartValues found)
    {
        var own = declared.GetValueOrDefault(name);
        var (values, count, all) = (
            found.Training.Of(new Quantiles(name)), found.Training.Of(new Count(name)), found.All.Of(new Count(name)));
        var column = new ColumnContract
        {
            Name = name,
            Type = ColumnType.Number,
            Nullable = own?.Nullable ?? all.Missing > 0,
            Required = own?.Nullable == false,
            Unseen = own?.Unseen,
            OutOfRange = own?.OutOfRange,
            NullShare = count.Rows == 0 ? 0 : (double)count.Missing / count.Rows,
            Distinct = values.Distinct,
            Private = settings.Private.Contains(name),
        };
        if (name != settings.Target)
        {
            column = Printed(own, column, values.Values);
        }

        Readings.Add(new ReadingReport
        {
            Column = name,
            Reading = column.Type.ToString().ToLowerInvariant(),
            Words = column.Printed ? $"{DeclaredReading.Words(column)}, number in the source" : "number in the source",
            Share = 1,
            Decided = column.Printed ? "the configuration" : null,
        });
        return column;
    }

    /// <summary>Numbers of the source that the configuration declares to be texts or dates.</summary>
    private ColumnContract Printed(ColumnSettings? own, ColumnContract column, ReadOnlySpan<double> values)
    {
        string[] texts = [.. values.ToArray().Select(PrintNumber.Print).OfType<string>()];
        var inferred = new ColumnReading { Reading = "number", Type = ColumnType.Number, Words = "number" };
        var read = DeclaredReading.Apply(own, inferred, column);
        if (read.Type is not (ColumnType.Text or ColumnType.Date))
        {
            var isOpen = own?.Reading is null && !column.Private && !settings.Ignore.Contains(column.Name);
            if (isOpen && NumericDates.Question(column.Name, texts) is { } question)
            {
                Doubt([$"{column.Name}: {question}"]);
            }

            return column;
        }

        column = column with { Type = read.Type, Formats = read.Formats, Printed = true };
        CheckFormats(column, inferred, texts);
        return column.Type == ColumnType.Text && texts.Length <= MostValues && !column.Private
            ? column with { Values = [.. texts.Order(StringComparer.Ordinal)] }
            : column;
    }

    private void CheckFormats(ColumnContract column, ColumnReading reading, IEnumerable<string> texts)
    {
        var where = context.Project.Positions.Find($"{place}.{column.Name}").ToString();
        if ((column.Type == ColumnType.Date || WrittenForms.Of(column) is not null)
            && declared.GetValueOrDefault(column.Name) is { Reading: not null }
            && DeclaredFormats.Unmatched(column, reading, texts, where) is { } problem)
        {
            throw new TrestleException(problem);
        }
    }

    private void Report(ColumnContract column, ColumnReading reading, IReadOnlyList<ValueCount> words, bool isDeclared)
    {
        var shown = column.Private ? [] : reading.LeftOver;
        Readings.Add(new ReadingReport
        {
            Column = column.Name,
            Reading = isDeclared ? column.Type.ToString().ToLowerInvariant() : reading.Reading,
            Words = isDeclared ? DeclaredReading.Words(column) : reading.Words,
            Share = reading.Share,
            RunnerUp = reading.RunnerUp,
            Decided = isDeclared ? "the configuration" : reading.Decided,
            Missing = column.Private ? [] : [.. words, .. reading.Missing],
            LeftOver = isDeclared ? [] : shown,
        });
        if (isDeclared)
        {
            return;
        }

        var notes = reading.Notes.Select(note => column.Private ? $"{column.Name}: read as {reading.Words}" : $"{column.Name}: {note}");
        if (reading.Decided is null)
        {
            Notes.AddRange(notes);
        }
        else
        {
            Doubt(notes);
        }

        if (reading.Missing.Count > 0 && column.Name != settings.Target)
        {
            Notes.Add($"{column.Name}: {Losses.Words(reading.Missing, column.Private)} read as no value");
        }

        if (words.Count > 0)
        {
            Doubt([
                $"{column.Name}: {Losses.Words(words, column.Private)} read as no value; if it is a value here, "
                    + $"set {place}.{column.Name}.null-tokens: []"]);
        }

        if (reading.Question is { } question && !settings.Ignore.Contains(column.Name))
        {
            Checks.Add(new CheckResult(
                OneReading, column.Name, false, true,
                $"values that can be read in only one way; set it under {place}.{column.Name} "
                    + "(formats, decimal-mark, affixes, null-tokens, or type: text)",
                column.Private ? "the column is private: its values are not shown" : question));
        }
    }

    private void Doubt(IEnumerable<string> notes)
    {
        string[] doubts = [.. notes];
        Notes.AddRange(doubts);
        Doubts.AddRange(doubts);
    }

    private IReadOnlyList<string> Target(ColumnEvidenceValue evidence)
    {
        var words = TargetTokens.Of(settings, evidence);
        if (words.Note is { } note)
        {
            Doubt([note]);
        }

        if (words.Question is { } question)
        {
            Checks.Add(new CheckResult(
                "known-target", settings.Target, false, true,
                $"a target without words for 'no value' next to its classes; set columns.{settings.Target}.null-tokens to the words "
                    + "that mean an unknown outcome ([] if none does)",
                question));
        }

        return words.Tokens;
    }

    private InferredTask Task(IReadOnlyDictionary<string, long> values, ColumnContract target) => TaskInference.Of(
        settings, values, counts!.Overflowed, target.Type, context.Project.Positions.Find("target").ToString());
}
