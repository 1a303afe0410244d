using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

using DuckDB.NET.Native;

using Trestle.Rows.Blocks;

namespace Trestle.Storage.Tables.Engine;

/// <summary>The table function <c>feed(id)</c>, through which SQL reads a <see cref="Feed"/>.</summary>
internal sealed unsafe partial class FeedFunction : IDisposable
{
    private readonly ConcurrentDictionary<long, FeedAhead> feeds = new();
    private readonly GCHandle self;
    private long last;

    public FeedFunction(Session session)
    {
        self = GCHandle.Alloc(this);
        var function = NativeMethods.TableFunction.DuckDBCreateTableFunction();
        try
        {
            NativeMethods.TableFunction.DuckDBTableFunctionSetName(function, "feed");
            using var id = NativeMethods.LogicalType.DuckDBCreateLogicalType(DuckDBType.BigInt);
            NativeMethods.TableFunction.DuckDBTableFunctionAddParameter(function, id);
            NativeMethods.TableFunction.DuckDBTableFunctionSetExtraInfo(function, GCHandle.ToIntPtr(self), &Keep);
            NativeMethods.TableFunction.DuckDBTableFunctionSetBind(function, &Bind);
            NativeMethods.TableFunction.DuckDBTableFunctionSetInit(function, &Init);
            NativeMethods.TableFunction.DuckDBTableFunctionSetFunction(function, &Fill);
            if (!NativeMethods.TableFunction.DuckDBRegisterTableFunction(session.Connection, function).IsSuccess())
            {
                throw new DuckException("cannot register the table function feed");
            }
        }
        finally
        {
            NativeMethods.TableFunction.DuckDBDestroyTableFunction(ref function);
        }
    }

    /// <summary>Runs a statement that reads from a feed; <paramref name="sql"/> gets the expression to read from.</summary>
    public void Run(Session session, Feed feed, Func<string, string> sql, CancellationToken cancellation)
    {
        var id = Interlocked.Increment(ref last);
        using var ahead = new FeedAhead(feed, cancellation);
        feeds[id] = ahead;
        try
        {
            session.Execute(sql($"feed({id})"), feed, cancellation);
        }
        finally
        {
            feeds.TryRemove(id, out _);
        }
    }

    public void Dispose() => self.Free();

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Keep(nint data)
    {
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Release(nint data) => GCHandle.FromIntPtr(data).Free();

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Bind(nint info)
    {
        try
        {
            var function = (FeedFunction)GCHandle.FromIntPtr(NativeMethods.TableFunction.DuckDBBindGetExtraInfo(info)).Target!;
            using var id = NativeMethods.TableFunction.DuckDBBindGetParameter(info, 0);
            var ahead = function.feeds[id.GetValue<long>()];
            var feed = ahead.Feed;
            using var text = NativeMethods.LogicalType.DuckDBCreateLogicalType(DuckDBType.Varchar);
            using var number = NativeMethods.LogicalType.DuckDBCreateLogicalType(DuckDBType.Double);
            using var whole = NativeMethods.LogicalType.DuckDBCreateLogicalType(DuckDBType.BigInt);
            for (var i = 0; i < feed.Kinds.Count; i++)
            {
                var type = feed.IsWhole(i) ? whole : feed.Kinds[i] == ColumnKind.Number ? number : text;
                NativeMethods.TableFunction.DuckDBBindAddResultColumn(info, $"c{i}", type);
            }

            NativeMethods.TableFunction.DuckDBBindSetBindData(info, GCHandle.ToIntPtr(GCHandle.Alloc(ahead)), &Release);
        }
        catch (Exception exception)
        {
            NativeMethods.TableFunction.DuckDBBindSetError(info, exception.Message);
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Init(nint info)
    {
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Fill(nint info, nint chunk)
    {
        var ahead = (FeedAhead)GCHandle.FromIntPtr(NativeMethods.TableFunction.DuckDBFunctionGetBindData(info)).Target!;
        try
        {
            SetSize(chunk, (ulong)ahead.Fill(chunk));
        }
        catch (Exception exception)
        {
            ahead.Feed.Fail(exception);
            NativeMethods.TableFunction.DuckDBFunctionSetError(info, exception.Message);
        }
    }

    [LibraryImport("duckdb", EntryPoint = "duckdb_data_chunk_set_size")]
    [SuppressGCTransition]
    private static partial void SetSize(nint chunk, ulong rows);
}
