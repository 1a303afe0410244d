using Trestle.Learners.Metrics;
using Trestle.Rows.Stats;
using Trestle.Stages.Kernel.Artifacts;

namespace Trestle.Stages.Kernel.Tables;

/// <summary>Collects from blocks of the curated table how their rows depend on each other: the group and the time of each.</summary>
internal sealed class DependenceReader(CuratedTable table)
{
    private readonly List<double>? groups = table.Group is null ? null : [];
    private readonly List<double>? times = table.Time is null ? null : [];
    private readonly List<double>? units = table.Forecast is null ? null : [];

    /// <summary>The dependence of all rows of some blocks.</summary>
    public static RowDependence Of(CuratedTable table, IEnumerable<RowBlock> blocks)
    {
        var reader = new DependenceReader(table);
        foreach (var block in blocks)
        {
            reader.Add(block);
        }

        return reader.Read();
    }

    /// <summary>Adds the rows of a block, which has the group and the time column.</summary>
    public void Add(RowBlock block)
    {
        if (groups is not null)
        {
            var column = block.Schema.Require(table.Group!, "group");
            if (block.Schema[column].Kind == ColumnKind.Number)
            {
                groups.AddRange(block.Numbers(column));
            }
            else
            {
                foreach (var text in block.Texts(column))
                {
                    groups.Add(text is null ? double.NaN : Number(text));
                }
            }
        }

        times?.AddRange(block.Numbers(block.Schema.Require(table.Time!, ColumnKind.Number, "time")));
        units?.AddRange(block.Numbers(block.Schema.Require(table.Forecast!.Spread, ColumnKind.Number, "forecast")));
    }

    /// <summary>What was collected.</summary>
    public RowDependence Read() => new() { Groups = groups?.ToArray(), Times = times?.ToArray(), Units = units?.ToArray() };

    /// <summary>A number for a text, the same everywhere: the upper 53 bits of FNV-1a, which a double holds exactly.</summary>
    private static double Number(string text) => Fnv.Of(text) >> 11;
}
