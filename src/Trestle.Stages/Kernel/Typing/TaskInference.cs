using Trestle.Stages.Kernel.Settings;


namespace Trestle.Stages.Kernel.Typing;

/// <summary>What is to be predicted, and the names of its classes.</summary>
/// <param name="Task">The task.</param>
/// <param name="Classes">The classes in the order of the model's outputs; empty for regression.</param>
/// <param name="Reason">Why, for people.</param>
internal sealed record InferredTask(TaskKind Task, IReadOnlyList<string> Classes, string Reason);

/// <summary>Decides the task by the target's values in the training part.</summary>
internal static class TaskInference
{
    /// <summary>Maximum number of classes of a target.</summary>
    public const int MostClasses = 1000;

    /// <summary>The task, or the problem with the target.</summary>
    public static InferredTask Of(
        TableSettings settings, IReadOnlyDictionary<string, long> values, bool overflowed, ColumnType type, string where)
    {
        if (values.Count == 0)
        {
            throw new TrestleException(ContractErrors.TargetEmpty(settings.Target, where));
        }

        if (values.Count == 1)
        {
            throw new TrestleException(ContractErrors.TargetConstant(settings.Target, values.Keys.Single(), where));
        }

        var numeric = type == ColumnType.Number;
        var task = settings.Task switch
        {
            TaskChoice.Binary => TaskKind.Binary,
            TaskChoice.Multiclass => TaskKind.Multiclass,
            TaskChoice.Regression => TaskKind.Regression,
            _ when values.Count == 2 && !overflowed => TaskKind.Binary,
            _ => numeric ? TaskKind.Regression : TaskKind.Multiclass,
        };
        var why = settings.Task == TaskChoice.Auto
            ? $"the target has {(overflowed ? "more than " : "")}{values.Count} distinct {(numeric ? "numbers" : "values")}"
            : "the configuration says so";

        if (task == TaskKind.Regression)
        {
            return numeric
                ? new InferredTask(task, [], why)
                : throw new TrestleException(ContractErrors.TargetNotNumber(settings.Target, where));
        }

        if (overflowed || values.Count > MostClasses || (task == TaskKind.Binary && values.Count != 2))
        {
            throw new TrestleException(ContractErrors.WrongClasses(settings.Target, task, values.Count, where));
        }

        return new InferredTask(task, Order(settings, values.Keys, numeric, where), why);
    }

    /// <summary>Classes in order: numbers by value, text ordinally; the positive class of a binary target last.</summary>
    private static string[] Order(TableSettings settings, IEnumerable<string> names, bool numeric, string where)
    {
        var ordered = numeric
            ? names.OrderBy(name => double.Parse(name, System.Globalization.CultureInfo.InvariantCulture)).ToArray()
            : [.. names.Order(StringComparer.Ordinal)];
        if (settings.PositiveClass is not { } positive)
        {
            return ordered;
        }

        return ordered.Contains(positive) && ordered.Length == 2
            ? [ordered.Single(name => name != positive), positive]
            : throw new TrestleException(ContractErrors.UnknownPositive(positive, ordered, where));
    }
}
