using Trestle.Storage.Tables.Sources;

namespace Trestle.Storage.Tables.Excel;

/// <summary>What is known about a column of a sheet after its cells were seen.</summary>
internal sealed class ExcelColumn(string name)
{
    private readonly Dictionary<string, int> faults = [];

    /// <summary>Its name.</summary>
    public string Name => name;

    /// <summary>What its values are.</summary>
    public SourceType Type { get; private set; } = SourceType.Empty;

    /// <summary>Whether all its moments are at midnight.</summary>
    public bool AreDays { get; private set; } = true;

    /// <summary>Whether it has a cell with a value or a fault.</summary>
    public bool IsUsed => Type != SourceType.Empty || faults.Count > 0;

    private bool IsMixed { get; set; }

    /// <summary>Notes a cell.</summary>
    public void See(ExcelCell cell)
    {
        var common = TypedUnion.Common(Type, cell.Type);
        IsMixed |= cell.Type != SourceType.Empty && Type != SourceType.Empty && Type != cell.Type;
        Type = common;
        AreDays &= cell.Value is not DateTime moment || moment.TimeOfDay == TimeSpan.Zero;
    }

    /// <summary>Notes cells that have no value although something is in them.</summary>
    public void SeeFault(string words, int cells) => faults[words] = cells;

    /// <summary>What a person should know about it.</summary>
    public IEnumerable<string> Notes(string file)
    {
        if (IsMixed)
        {
            yield return $"'{name}' holds values of different types in {file}: it is read as text";
        }

        if (faults.Count > 0)
        {
            var kinds = faults.OrderBy(kind => kind.Key, StringComparer.Ordinal).Select(kind => $"{kind.Key} {kind.Value}");
            yield return $"'{name}' holds cells without a value in {file} ({string.Join(", ", kinds)}): they are missing";
        }
    }
}
