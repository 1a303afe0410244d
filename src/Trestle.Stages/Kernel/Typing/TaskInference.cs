using System.Globalization;

using Trestle.Rows.Steps.Parsing;
using Trestle.Stages.Kernel.Settings;

namespace Trestle.Stages.Kernel.Typing;

/// <summary>What is to be predicted, and the names of its classes.</summary>
/// <param name="Task">The task.</param>
/// <param name="Classes">The classes in the order of the model's outputs; empty for regression.</param>
/// <param name="Reason">Why, for people.</param>
/// <param name="Notes">What else was assumed, for people.</param>
internal sealed record InferredTask(TaskKind Task, IReadOnlyList<string> Classes, string Reason, IReadOnlyList<string> Notes);

/// <summary>Decides the task by the target's values in the training part.</summary>
internal static class TaskInference
{
    /// <summary>Maximum number of classes of a target.</summary>
    public const int MostClasses = 1000;

    /// <summary>Share of rows without a count beyond which the task is wrong, and not the rows.</summary>
    private const double MostNoCounts = 0.05;

    private const int FewNumbers = 10;

    /// <summary>The task, or the problem with the target.</summary>
    public static InferredTask Of(
        TableSettings settings, IReadOnlyDictionary<string, long> values, bool overflowed, ColumnType type, string where)
    {
        if (settings.Classes.Count > 0 && settings.Task != TaskChoice.Ordinal)
        {
            throw new TrestleException(OrdinalErrors.OnlyOrdinal(settings.Task, where));
        }

        if (values.Count == 0)
        {
            throw new TrestleException(ContractErrors.TargetEmpty(settings.Target, where));
        }

        if (values.Count == 1)
        {
            throw new TrestleException(ContractErrors.TargetConstant(settings.Target, values.Keys.Single(), where));
        }

        if (type == ColumnType.Date && settings.Task is TaskChoice.Auto or TaskChoice.Regression or TaskChoice.Count)
        {
            throw new TrestleException(ContractErrors.TargetIsDate(settings.Target, where));
        }

        var numeric = type == ColumnType.Number;
        var task = settings.Task switch
        {
            TaskChoice.Binary => TaskKind.Binary,
            TaskChoice.Multiclass or TaskChoice.Ordinal => TaskKind.Multiclass,
            TaskChoice.Regression or TaskChoice.Count => TaskKind.Regression,
            _ when values.Count == 2 && !overflowed => TaskKind.Binary,
            _ => numeric ? TaskKind.Regression : TaskKind.Multiclass,
        };
        var why = settings.Task == TaskChoice.Auto
            ? $"the target has {(overflowed ? "more than " : "")}{values.Count} distinct {(numeric ? "numbers" : "values")}"
            : "the configuration says so";

        if (settings.Task == TaskChoice.Count && numeric && NoCount(values) is { } other)
        {
            throw new TrestleException(CountErrors.NoCount(settings.Target, other, where));
        }

        if (task == TaskKind.Regression)
        {
            return numeric
                ? new InferredTask(task, [], why, Doubts(settings, values, overflowed))
                : throw new TrestleException(ContractErrors.TargetNotNumber(settings.Target, where));
        }

        if (overflowed || values.Count > MostClasses || (task == TaskKind.Binary && values.Count != 2))
        {
            throw new TrestleException(ContractErrors.WrongClasses(settings.Target, task, values.Count, where));
        }

        if (settings.Task == TaskChoice.Ordinal)
        {
            return new InferredTask(task, ClassOrder.Of(settings, [.. values.Keys], type, where), why, []);
        }

        var classes = Order(settings, values, type, where, out var positive);
        return new InferredTask(task, classes, why, positive is null ? [] : [positive]);
    }

    /// <summary>Few whole numbers may be classes.</summary>
    private static IReadOnlyList<string> Doubts(TableSettings settings, IReadOnlyDictionary<string, long> values, bool overflowed) =>
        settings.Task == TaskChoice.Auto && !overflowed && values.Count <= FewNumbers && values.Keys.All(name => Number(name) % 1 == 0)
            ? [
                $"the target has only {values.Count} distinct whole numbers ({string.Join(", ", values.Keys.OrderBy(Number))}): they are "
                + "predicted as quantities; if they are classes, set task: multiclass, or ordinal where their order counts",
            ]
            : [];

    /// <summary>
    /// Classes in order: numbers by value, text ordinally; the positive class of a binary target last. That is the configured one, else
    /// the one that means yes (1, true, yes), else the rarer one.
    /// </summary>
    private static string[] Order(
        TableSettings settings, IReadOnlyDictionary<string, long> values, ColumnType type, string where, out string? note)
    {
        note = null;
        string[] ordered = type == ColumnType.Number
            ? [.. values.Keys.OrderBy(Number)]
            : [.. values.Keys.Order(StringComparer.Ordinal)];
        if (settings.PositiveClass is { } positive)
        {
            var found = ordered.Length == 2 ? Named(ordered, positive, type) : null;
            return found is null
                ? throw new TrestleException(ContractErrors.UnknownPositive(positive, ordered, where))
                : Last(ordered, found);
        }

        if (ordered.Length != 2)
        {
            return ordered;
        }

        var (chosen, why) = Positive(ordered, values);
        note = $"the positive class is '{chosen}', {why}; set positive-class for the other one";
        return Last(ordered, chosen);
    }

    private static (string Name, string Why) Positive(string[] classes, IReadOnlyDictionary<string, long> values)
    {
        if (classes.FirstOrDefault(name => Truth(name) == true) is { } yes && classes.Any(name => Truth(name) == false))
        {
            return (yes, "which means yes");
        }

        var rarer = values[classes[0]] < values[classes[1]] ? classes[0] : classes[1];
        return values[classes[0]] == values[classes[1]]
            ? (classes[1], "the second in order, since both are equally frequent")
            : (rarer, $"the rarer one ({(double)values[rarer] / (values[classes[0]] + values[classes[1]]):P1} of the training part)");
    }

    /// <summary>The class that a name means: as it is written, in another case, or in another form (yes for Y, 1.0 for 1).</summary>
    internal static string? Named(IReadOnlyList<string> classes, string name, ColumnType type)
    {
        var target = new ColumnContract { Name = "", Type = type };
        return classes.FirstOrDefault(own => own == name)
            ?? classes.FirstOrDefault(own => Labels.Meaning(target, own) == Labels.Meaning(target, name));
    }

    private static bool? Truth(string name) => ValueParser.TryBoolean(name, out var truth) ? truth : null;

    private static string[] Last(string[] classes, string positive) =>
        [.. classes.Where(name => name != positive), .. classes.Where(name => name == positive)];

    /// <summary>A value that is not a count, where too many rows have one for single mistakes; null otherwise.</summary>
    private static string? NoCount(IReadOnlyDictionary<string, long> values)
    {
        var others = values.Where(value => !Labels.IsCount(Number(value.Key))).ToArray();
        return others.Sum(value => value.Value) > MostNoCounts * values.Values.Sum() ? others[0].Key : null;
    }

    internal static double Number(string name) => double.Parse(name, CultureInfo.InvariantCulture);
}
