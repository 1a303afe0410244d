using Trestle.Stages.Kernel.Settings;

namespace Trestle.Stages.Kernel.Typing;

/// <summary>The order of the classes of an ordinal target: as the configuration lists them, or numbers by their value.</summary>
internal static class ClassOrder
{
    /// <summary>Most classes: beyond it the distances of all pairs take too long for each answer, and a regression serves better.</summary>
    public const int Most = 50;

    /// <summary>The classes from the lowest to the highest; an error where the configuration does not say it rightly.</summary>
    /// <param name="settings">The settings of the table.</param>
    /// <param name="values">The values of the target in the training part.</param>
    /// <param name="type">What the target is read as.</param>
    /// <param name="where">The place of the target in the configuration.</param>
    public static IReadOnlyList<string> Of(TableSettings settings, IReadOnlyList<string> values, ColumnType type, string where)
    {
        if (values.Count is < 3 or > Most)
        {
            throw new TrestleException(OrdinalErrors.WrongClasses(settings.Target, values.Count, where));
        }

        if (settings.Classes.Count == 0)
        {
            return type == ColumnType.Number
                ? [.. values.OrderBy(TaskInference.Number)]
                : throw new TrestleException(OrdinalErrors.NoOrder(settings.Target, [.. values.Order(StringComparer.Ordinal)], where));
        }

        var found = settings.Classes.Select(name => (Name: name, Value: TaskInference.Named(values, name, type))).ToArray();
        string[] strange = [.. found.Where(entry => entry.Value is null).Select(entry => entry.Name)];
        string[] twice = [.. found.Where(entry => entry.Value is not null).GroupBy(entry => entry.Value)
            .Where(group => group.Count() > 1).Select(group => group.Key!)];
        string[] missing = [.. values.Except(found.Select(entry => entry.Value!)).Order(StringComparer.Ordinal)];
        return strange.Length + twice.Length + missing.Length > 0
            ? throw new TrestleException(OrdinalErrors.OtherClasses(settings.Target, strange, twice, missing, where))
            : [.. found.Select(entry => entry.Value!)];
    }
}
