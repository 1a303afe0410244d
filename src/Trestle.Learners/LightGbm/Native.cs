using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

using Trestle.Core.Errors;

namespace Trestle.Learners.LightGbm;

/// <summary>
/// The calls of LightGBM's C interface (4.7, c_api.h) that training needs. The last error and the log callback belong to the
/// calling thread, so a training stays on one thread, and <see cref="Prepare"/> is called on it first.
/// </summary>
internal static unsafe partial class Native
{
    /// <summary>C_API_DTYPE_FLOAT32.</summary>
    public const int Float32 = 0;

    private const string Library = "lib_lightgbm";

    /// <summary>
    /// Makes LightGBM silent on the calling thread; a library that cannot be loaded becomes a problem that says what to install.
    /// </summary>
    public static void Prepare()
    {
        try
        {
            Check(LGBM_RegisterLogCallback(&Ignore));
        }
        catch (Exception missing) when (missing is DllNotFoundException or BadImageFormatException or EntryPointNotFoundException)
        {
            throw new TrestleException(Explain(missing), inner: missing);
        }
    }

    /// <summary>Why the library could not be loaded, in words that help.</summary>
    public static Problem Explain(Exception missing) => missing.Message.Contains("libgomp", StringComparison.OrdinalIgnoreCase)
        ? LearnerErrors.NoOpenMp()
        : LearnerErrors.NoLibrary(
            missing is DllNotFoundException ? "its native library was not found" : "its native library does not fit this system");

    /// <summary>Throws with LightGBM's error message for the last call on this thread.</summary>
    public static void Check(int result)
    {
        if (result != 0)
        {
            var reason = Marshal.PtrToStringUTF8(LGBM_GetLastError()) ?? "";
            throw new TrestleException(LearnerErrors.NativeFailed(reason.Trim()));
        }
    }

    [LibraryImport(Library)]
    public static partial int LGBM_DatasetCreateFromArrow(
        long chunkCount,
        ArrowArray* chunks,
        ArrowSchema* schema,
        [MarshalAs(UnmanagedType.LPUTF8Str)] string parameters,
        nint reference,
        out nint dataset);

    [LibraryImport(Library)]
    public static partial int LGBM_DatasetSetField(
        DatasetHandle dataset, [MarshalAs(UnmanagedType.LPUTF8Str)] string field, void* values, int count, int type);

    [LibraryImport(Library)]
    public static partial int LGBM_DatasetSetFeatureNames(DatasetHandle dataset, nint* names, int count);

    [LibraryImport(Library)]
    public static partial int LGBM_DatasetFree(nint dataset);

    [LibraryImport(Library)]
    public static partial int LGBM_BoosterCreate(
        DatasetHandle train, [MarshalAs(UnmanagedType.LPUTF8Str)] string parameters, out nint booster);

    [LibraryImport(Library)]
    public static partial int LGBM_BoosterAddValidData(BoosterHandle booster, DatasetHandle validate);

    [LibraryImport(Library)]
    public static partial int LGBM_BoosterUpdateOneIter(BoosterHandle booster, out int finished);

    [LibraryImport(Library)]
    public static partial int LGBM_BoosterGetEval(BoosterHandle booster, int data, out int count, double* values);

    [LibraryImport(Library)]
    public static partial int LGBM_BoosterGetCurrentIteration(BoosterHandle booster, out int iteration);

    [LibraryImport(Library)]
    public static partial int LGBM_BoosterSaveModelToString(
        BoosterHandle booster, int firstIteration, int iterations, int importance, long capacity, out long length, byte* text);

    [LibraryImport(Library)]
    public static partial int LGBM_BoosterFree(nint booster);

    [LibraryImport(Library)]
    private static partial int LGBM_RegisterLogCallback(delegate* unmanaged[Cdecl]<byte*, void> callback);

    [LibraryImport(Library)]
    private static partial nint LGBM_GetLastError();

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Ignore(byte* message)
    {
    }
}
