using System.Globalization;

using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.ProposeCandidates.Programs;
using Trestle.Storage.Tables;

namespace Trestle.Stages.WriteCode;

/// <summary>Writes curated rows as CSV, so that reading them gives the same values to the last bit.</summary>
internal static class DataExport
{
    private const double MicrosPerTick = 0.1;

    /// <summary>Writes the rows of folds, fold after fold, with number, fold and label.</summary>
    public static void Write(ParquetTable table, IReadOnlyList<CuratedColumn> columns, IReadOnlyList<int> folds, string file, CancellationToken cancellation)
    {
        using var writer = new StreamWriter(file) { NewLine = "\n" };
        writer.WriteLine(string.Join(',', [ReservedColumns.Row, ReservedColumns.Fold, ReservedColumns.Label, .. columns.Select(column => CsvText.Quoted(column.Name))]));
        string[] names = [ReservedColumns.Row, ReservedColumns.Label, .. columns.Select(column => column.Name)];
        foreach (var fold in folds)
        {
            foreach (var block in table.Scan(names, fold, cancellation))
            {
                cancellation.ThrowIfCancellationRequested();
                for (var row = 0; row < block.Rows; row++)
                {
                    writer.Write($"{CsvText.Number(block.Numbers(0)[row])},{fold},{CsvText.Number(block.Numbers(1)[row])}");
                    for (var c = 0; c < columns.Count; c++)
                    {
                        writer.Write(',');
                        writer.Write(Value(columns[c], block, c + 2, row));
                    }

                    writer.WriteLine();
                }
            }
        }
    }

    private static string Value(CuratedColumn column, RowBlock block, int position, int row) =>
        column.Kind == ColumnKind.Text ? block.Texts(position)[row] is { } text ? CsvText.Quoted(text) : ""
        : column.Type == ColumnType.Date ? Moment(block.Numbers(position)[row])
        : CsvText.Number(block.Numbers(position)[row]);

    /// <summary>A moment in words that a person reads; the number itself where it is none.</summary>
    private static string Moment(double micros)
    {
        var earliest = -DateTime.UnixEpoch.Ticks * MicrosPerTick;
        var latest = (DateTime.MaxValue - DateTime.UnixEpoch).Ticks * MicrosPerTick;
        if (!(micros >= earliest && micros < latest && Math.Floor(micros) == micros))
        {
            return CsvText.Number(micros);
        }

        var moment = DateTime.UnixEpoch.AddTicks((long)micros * TimeSpan.TicksPerMicrosecond);
        return moment.ToString(moment.TimeOfDay == TimeSpan.Zero ? "yyyy-MM-dd" : "yyyy-MM-ddTHH:mm:ss.FFFFFF", CultureInfo.InvariantCulture);
    }
}
