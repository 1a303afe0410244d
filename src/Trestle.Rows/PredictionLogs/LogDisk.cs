namespace Trestle.Rows.PredictionLogs;

/// <summary>The disk that a prediction log is on.</summary>
/// <param name="Free">Bytes that may still be written.</param>
/// <param name="Size">All bytes of the disk.</param>
public readonly record struct LogDisk(long Free, long Size)
{
    private const double LowShare = 0.1;
    private const long LowBytes = 5L << 30;

    /// <summary>The disk of a folder; null when the folder does not exist or its disk cannot be asked.</summary>
    public static LogDisk? Of(string folder)
    {
        try
        {
            // A folder that does not exist would be answered for the disk above it.
            var drive = new DriveInfo(Path.GetFullPath(folder));
            return Directory.Exists(folder) ? new LogDisk(drive.AvailableFreeSpace, drive.TotalSize) : null;
        }
        catch (Exception unknown) when (unknown is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return null;
        }
    }

    /// <summary>Whether it is time to act, before it is full: less than a tenth is free, and less than 5 GiB.</summary>
    public bool IsLow => Free < Math.Min(LowBytes, Size * LowShare);
}
